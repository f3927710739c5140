"""What papers, a licence and a signature leave in the kiosk's memory: nothing."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.centre import Centre, Kiosk
from tests.e2e.conftest import SCREEN, Opens
from tests.e2e.process_memory import find_in_memory
from tests.e2e.stories import next_field, zh
from tests.e2e.test_memory import (
    BANK_CARD,
    OTHER_NAME,
    OTHER_NUMBER,
    OTHER_PHONE,
    WITH_BANK_CARD,
    fills_in_a_bank_card,
    forgets,
    takes_the_card,
)
from tests.hub.register_process import base_registers
from tests.kiosk.hub_process import HubShell
from tests.kiosk.licences import licences_offered
from tests.kiosk.small_disk import SmallDisk, needs_root, with_own_mounts

SIGNATURE_ASKED_FOR = f"""
from contract.text import Text
from hub.catalogue.models import FormField, Item
from hub.catalogue.services import publish
item = Item.objects.get(code={WITH_BANK_CARD[1]!r})
FormField.objects.create(item=item, position=99, key='signature', label=Text.plain('签名'), kind='signature')
publish()
"""
PICTURE_WORDS = "as written in the picture"
SECRETS = (OTHER_NAME, OTHER_NUMBER, OTHER_PHONE, BANK_CARD, PICTURE_WORDS)


@needs_root
@pytest.mark.soak
def test_nothing_is_left_of_papers_a_licence_and_a_signature(
    new_centre: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_ORIGIN", "http://127.0.0.1:8000")  # where telephones would reach the hub
    people = {OTHER_NUMBER: {"name": OTHER_NAME}}

    def story() -> None:
        SmallDisk(Path("/media"))
        SmallDisk(Path("/media/stick"))
        Path(f"/media/stick/{OTHER_NAME}{BANK_CARD}.jpg").write_bytes(picture())
        with base_registers(tmp_path, {"people": people}) as start_registers, new_centre() as centre:
            settings = centre.config.read_text("utf-8").replace("[hub]", "usb_papers = true\n\n[hub]", 1)
            centre.config.write_text(settings, "utf-8")
            prepare_hub(centre, start_registers())
            with centre.open() as kiosk:
                kiosk.opens("apply")
                brings_everything(kiosk)

    with_own_mounts(story)


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((600, 800), 60).save(out, "JPEG", comment=PICTURE_WORDS.encode())
    return out.getvalue()


def prepare_hub(centre: Centre, registers: int) -> None:
    folder = centre.data_dir / "hub"
    shell = HubShell({**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'hub.sqlite3'}", "HUB_DATA": str(folder)})
    try:
        shell.run(licences_offered(registers) + SIGNATURE_ASKED_FOR)
    finally:
        shell.close()
    (centre.data_dir / "catalogue.json").unlink()  # the kiosk's copy of the one before


def brings_everything(kiosk: Kiosk) -> None:
    fills_in_and_signs(kiosk)
    paper = kiosk.wait_for("PapersPage").targets[0].key
    chooses(kiosk, paper, "stick", "ListPage")
    kiosk.go(BANK_CARD[-4:], "MessagePage", within=30)
    assert PICTURE_WORDS in find_in_memory(kiosk.process.pid, PICTURE_WORDS), "the search finds what is there"
    goes_on(kiosk)
    kiosk.go("done", "MessagePage")
    goes_on(kiosk)
    chooses(kiosk, paper, "licence", "MessagePage")
    kiosk.tap("yes")
    kiosk.says("已附在申请中", within=30)
    goes_on(kiosk)
    kiosk.go("action", "ReviewPage")
    takes_the_card(kiosk)
    forgets(kiosk, *SECRETS)


def chooses(kiosk: Kiosk, paper: str, way: str, page: str) -> None:
    kiosk.go(paper, "MessagePage")
    kiosk.go(way, page)


def goes_on(kiosk: Kiosk) -> None:
    kiosk.wait_past(kiosk.tap(zh("Continue")))


def fills_in_and_signs(kiosk: Kiosk) -> None:
    fills_in_a_bank_card(kiosk)
    next_field(kiosk)
    signs(kiosk)
    next_field(kiosk)


def signs(kiosk: Kiosk) -> None:
    kiosk.wait_until_ready("confirmed")
    x, y = 120, SCREEN[1] // 2  # within the box
    kiosk.display.press(x, y)
    for step in range(1, 30):
        kiosk.display.move(x + 9 * step, y - 20 * (step % 4))
    kiosk.display.release()

"""After two visits nothing of the residents is found in the kiosk's memory by its bytes."""

from pathlib import Path

from demo.display import Rect
from tests.e2e.centre import Kiosk, wait_until
from tests.e2e.conftest import Opens
from tests.e2e.process_memory import find_in_memory
from tests.e2e.stories import (
    NAME,
    NUMBER,
    PHONE,
    fills_in,
    goes_on_to_review,
    hands_in,
    next_field,
    shows_card,
    writes,
    writes_plainly,
)

WITH_BANK_CARD = ("kncj", "991100900000")  # 困难残疾人生活补贴
OTHER_NAME, OTHER_NUMBER = "李秀英", "110101196503074525"
OTHER_PHONE, BANK_CARD = "13700137000", "6222021234567890128"
DISABILITY_CARD = f"{OTHER_NUMBER}11"
SECRETS = (NAME, NUMBER, PHONE, OTHER_NAME, OTHER_NUMBER, OTHER_PHONE, BANK_CARD)


def test_after_two_visits_nothing_of_the_residents_is_in_the_memory(new_centre: Opens) -> None:
    with new_centre() as centre, centre.open() as kiosk:
        kiosk.opens("apply")
        hands_in_with_a_card(kiosk)
        assert NUMBER in find_in_memory(kiosk.process.pid, NUMBER), "the search finds what is there"
        takes_the_card(kiosk)
        fills_in_a_bank_card_and_leaves(kiosk)
        takes_the_card(kiosk)
        forgets(kiosk, *SECRETS)
        nobody_gets_a_copy(kiosk)


def hands_in_with_a_card(kiosk: Kiosk) -> None:
    shows_card(kiosk, card="rare")
    fills_in(kiosk)
    assert NAME not in kiosk.texts()
    hands_in(kiosk)


def forgets(kiosk: Kiosk, *secrets: str) -> None:
    """Waits until none of these stands in its memory. Raises Lost."""
    process = kiosk.process.pid
    wait_until(
        lambda: not find_in_memory(process, *secrets), 40, lambda: f"still there: {find_in_memory(process, *secrets)}"
    )


def fills_in_a_bank_card_and_leaves(kiosk: Kiosk) -> None:
    fills_in_a_bank_card(kiosk)
    goes_on_to_review(kiosk)
    holds_to_show(kiosk, "hold_phone", OTHER_PHONE)


def fills_in_a_bank_card(kiosk: Kiosk) -> None:
    """From the attract page to the bank's name, the last of the form's own questions."""
    shows_card(kiosk, WITH_BANK_CARD, card="li")
    kiosk.type(OTHER_PHONE)
    writes_plainly(kiosk, DISABILITY_CARD)
    next_field(kiosk)
    kiosk.type(BANK_CARD)
    next_field(kiosk)
    writes(kiosk, "gongshangyinhang")


def holds_to_show(kiosk: Kiosk, key: str, value: str) -> None:
    assert value not in kiosk.texts()
    where: Rect = kiosk.wait_until_ready(key).target(key).rect
    kiosk.display.press(*where.centre)
    kiosk.says(value)
    kiosk.display.release()
    wait_until(lambda: value not in kiosk.texts())


def takes_the_card(kiosk: Kiosk) -> None:
    """And ends the visit."""
    if kiosk.shows("OutcomePage"):
        kiosk.go("finish", "TakePage")
    else:
        kiosk.go("cancel", "TakePage")
    kiosk.centre.reader.do("lift")
    kiosk.wait_for("AttractPage")


def nobody_gets_a_copy(kiosk: Kiosk) -> None:
    limits = Path(f"/proc/{kiosk.process.pid}/limits").read_text()
    assert "Max core file size        0                    0" in limits
    assert Path(f"/proc/{kiosk.process.pid}/environ").stat().st_uid == 0  # not dumpable: root's alone

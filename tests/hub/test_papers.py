"""Papers from a resident's telephone: page by page into the case, for those who may open it, as long as it is kept."""

import base64
import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from contract.cases import case_code
from hub.audit.models import AuditEntry
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.models import Case, Event, MissingPaper
from hub.catalogue.models import Department, Item
from hub.core.keys import Suite, add_keys
from hub.core.sealing import keys_path
from hub.files.content import read_content
from hub.files.models import PaperCheck, PaperPage, StoredFile
from hub.kiosks import services as kiosk_services
from hub.operations.key_rotation import retire
from hub.operations.retention import purge
from hub.staff.models import Role
from languages.registry import LOCALES
from tests.hub import telephone
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_submission
from tests.hub.telephone import a_photograph
from tests.hub.uploads import BILL, HOUSEHOLD, clerk, hands_in, list_objects, opens, pages, progress

pytestmark = pytest.mark.usefixtures("telephones")


def test_a_photograph_goes_from_the_telephone_into_the_case(kiosk: Kiosk) -> None:
    key = uuid4()
    phone = opens(kiosk, key)
    page = phone.opens().content.decode()
    assert "户口簿" in page
    assert "住院费用清单" in page
    assert "身份证" not in page  # it is the card itself
    assert pages(kiosk, key) == {HOUSEHOLD: 0, BILL: 0}
    photograph = a_photograph(size=(1600, 2200), kind="PNG") + b"\0" * telephone.PIECE  # in several pieces
    assert phone.sends(HOUSEHOLD, photograph).json()["pages"] == 1
    assert pages(kiosk, key) == {HOUSEHOLD: 1, BILL: 0}

    case = hands_in(kiosk, key)
    assert case.timeline.filter(event=Event.PAPER_RECEIVED).count() == 1
    reader = clerk()
    shown = reader.page(f"cases/{case.code}/")
    assert "户口簿" in shown
    row = PaperPage.objects.get(session__case=case)
    picture = reader.client.get(f"/console/cases/{case.code}/papers/{row.pk}/")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in picture["Cache-Control"]
    assert Image.open(io.BytesIO(picture.content)).size == (1600, 2200)
    entry = AuditEntry.objects.filter(action="read paper").latest("pk")
    assert (entry.actor, entry.subject) == (f"user:{reader.user.pk}", f"case {case.code}")
    saved = reader.client.get(f"/console/cases/{case.code}/papers/{row.pk}/?download")
    assert saved["Content-Disposition"].startswith("attachment")


def test_nothing_is_left_of_where_a_photograph_was_taken_and_nothing_can_be_read_on_the_disk(kiosk: Kiosk) -> None:
    key = uuid4()
    original = a_photograph()
    assert b"taken at home" in original
    opens(kiosk, key).sends(HOUSEHOLD, original)
    row = StoredFile.objects.get()
    content = read_content(row)
    assert content.startswith(b"\xff\xd8\xff")
    assert b"taken at home" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    on_disk = list_objects()
    assert [path.name for path in on_disk] == [row.pk.hex]  # the pieces are gone
    assert b"\xff\xd8\xff" not in on_disk[0].read_bytes()[:20]
    assert on_disk[0].stat().st_mode & 0o077 == 0


def test_a_pdf_becomes_its_pages(kiosk: Kiosk) -> None:
    key = uuid4()
    assert opens(kiosk, key).sends(BILL, telephone.a_pdf(3)).json()["pages"] == 3
    assert all(read_content(row).startswith(b"\xff\xd8\xff") for row in StoredFile.objects.all())


@pytest.mark.parametrize("tag", LOCALES)
def test_the_page_speaks_the_language_of_the_visit_and_is_small(kiosk: Kiosk, tag: str) -> None:
    answer = opens(kiosk, uuid4(), tag).opens()
    page = answer.content.decode()
    assert f'<html lang="{tag}">' in page
    assert {"zh-Hans": "发送材料", "zh-Hant": "發送材料", "en": "Send papers"}[tag] in page
    parts = [Path("hub/files/static/files", name).stat().st_size for name in ("upload.css", "upload.js")]
    assert len(answer.content) + sum(parts) <= 100_000
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "<script>" not in page
    assert "style=" not in page
    assert "no-store" in answer["Cache-Control"]


def test_a_piece_that_was_lost_is_sent_again_and_none_counts_twice(kiosk: Kiosk) -> None:
    key, upload = uuid4(), uuid4()
    phone, content = opens(kiosk, key), a_photograph()
    half = len(content) // 2
    first = phone.sends_piece(HOUSEHOLD, upload, content[:half], 0, len(content))
    assert first.json() == {"offset": half, "done": False, "pages": 0}
    again = phone.sends_piece(HOUSEHOLD, upload, content[:half], 0, len(content))  # its answer was lost
    assert (again.status_code, again.json()) == (409, {"offset": half})
    for _ in range(2):  # so was that to the last one
        last = phone.sends_piece(HOUSEHOLD, upload, content[half:], half, len(content))
        assert last.json() == {"offset": len(content), "done": True, "pages": 1}


def sends_itself(kiosk: Kiosk, key: UUID, part: bytes, /, **changes: object) -> Any:
    """Returns the kiosk sends a file that its scanner made, in one piece."""
    coded = base64.b64encode(part).decode()
    piece = {"file": str(uuid4()), "position": HOUSEHOLD, "size": len(part), "offset": 0, "content": coded}
    return kiosk.post(f"uploads/{key}/pieces", piece | changes)


def test_a_kiosk_sends_what_its_scanner_made_by_the_same_rules(kiosk: Kiosk) -> None:
    key, file, content = uuid4(), str(uuid4()), a_photograph()
    opens(kiosk, key)
    half, size = len(content) // 2, len(content)
    for _ in range(2):  # the first answer was lost
        answer = sends_itself(kiosk, key, content[:half], file=file, size=size)
        assert answer.json() == {"offset": half, "done": False}
    for _ in range(2):
        answer = sends_itself(kiosk, key, content[half:], file=file, size=size, offset=half)
        assert answer.json() == {"offset": size, "done": True}
    assert sends_itself(kiosk, key, content).json()["done"]  # the same paper again
    assert pages(kiosk, key) == {HOUSEHOLD: 1, BILL: 0}


def test_a_kiosk_sends_nothing_to_anothers_visit_nor_after_its_end(kiosk: Kiosk) -> None:
    key = uuid4()
    opens(kiosk, key)
    assert sends_itself(kiosk, uuid4(), a_photograph()).status_code == 404
    other = Kiosk(Client(), kiosk_services.add("another"))
    assert sends_itself(other, key, a_photograph()).status_code == 404
    kiosk.post(f"uploads/{key}/end")
    assert sends_itself(kiosk, key, a_photograph()).status_code == 410
    assert pages(kiosk, key) == {HOUSEHOLD: 0, BILL: 0}


@pytest.mark.parametrize(
    "changes", [{"content": "not base64!"}, {"position": 1}, {"position": 7}, {"size": 20_000_001}, {"offset": -1}]
)
def test_a_piece_that_cannot_be_is_refused(kiosk: Kiosk, changes: dict[str, object]) -> None:
    key = uuid4()
    opens(kiosk, key)
    assert sends_itself(kiosk, key, a_photograph(), **changes).status_code == 422
    assert not list_objects()


def test_the_same_paper_twice_is_there_once(kiosk: Kiosk) -> None:
    key = uuid4()
    phone = opens(kiosk, key)
    for _ in range(2):
        assert phone.sends(HOUSEHOLD, a_photograph()).json()["pages"] == 1
    assert phone.sends(BILL, a_photograph()).json()["pages"] == 1  # as another paper it counts
    assert StoredFile.objects.count() == 1
    other = uuid4()
    opens(kiosk, other).sends(HOUSEHOLD, a_photograph())
    assert StoredFile.objects.count() == 1


def test_what_came_after_the_kiosk_last_asked_is_not_lost(kiosk: Kiosk) -> None:
    key = uuid4()
    opens(kiosk, key).sends(HOUSEHOLD, a_photograph())
    assert PaperPage.objects.filter(session__case=hands_in(kiosk, key)).count() == 1


def test_sent_again_a_submission_has_its_papers_once(kiosk: Kiosk) -> None:
    key = uuid4()
    opens(kiosk, key).sends(HOUSEHOLD, a_photograph())
    submission = a_submission(files=tuple(UUID(file) for file in progress(kiosk, key)["files"]))
    first, again = (kiosk.post("submissions", submission).json() for _ in range(2))
    assert first == again
    assert Case.objects.get(pk=submission.id).timeline.filter(event=Event.PAPER_RECEIVED).count() == 1


def test_papers_of_a_confidential_case_are_for_its_readers(kiosk: Kiosk) -> None:
    key = uuid4()
    opens(kiosk, key).sends(HOUSEHOLD, a_photograph())
    case = hands_in(kiosk, key)
    Case.objects.filter(pk=case.pk).update(privacy="confidential")
    row, reader = PaperPage.objects.get(session__case=case), clerk()
    path = f"/console/cases/{case.code}/papers/{row.pk}/"
    assert reader.client.get(path).status_code == 403
    assert not AuditEntry.objects.filter(action="read paper").exists()
    Item.objects.get(code=GRANT).readers.add(reader.user)
    assert reader.client.get(path).status_code == 200
    away = Reader(staff(Role.CLERK, departments=[Department.objects.create(code="elsewhere", name="别处")]))
    assert away.client.get(path).status_code == 404


def test_what_no_application_followed_goes_after_a_month_and_its_content_with_it(kiosk: Kiosk) -> None:
    key = uuid4()
    phone = opens(kiosk, key)
    phone.sends(HOUSEHOLD, a_photograph())
    phone.sends_piece(BILL, uuid4(), b"x" * 10, 0, 100)  # never finished
    now = timezone.now()
    assert purge(now + timedelta(days=2))["parts of files"] == 2
    assert purge(now + timedelta(days=29))["uploads without an application"] == 0
    removed = purge(now + timedelta(days=31))
    assert (removed["uploads without an application"], removed["files"]) == (1, 1)
    assert not StoredFile.objects.exists()


def test_papers_of_a_case_stay_with_it(kiosk: Kiosk) -> None:
    key = uuid4()
    opens(kiosk, key).sends(HOUSEHOLD, a_photograph())
    hands_in(kiosk, key)
    purge(timezone.now() + timedelta(days=400))
    assert read_content(StoredFile.objects.get())


def test_after_new_keys_papers_open_as_before(kiosk: Kiosk) -> None:
    key = uuid4()
    opens(kiosk, key).sends(HOUSEHOLD, a_photograph())
    before = read_content(StoredFile.objects.get())
    saved = keys_path().read_bytes()
    try:
        add_keys(keys_path(), Suite.SM)
        retire(keys_path())
        assert read_content(StoredFile.objects.get()) == before
        other = uuid4()
        opens(kiosk, other).sends(HOUSEHOLD, a_photograph())
        assert StoredFile.objects.count() == 1  # still the same content
    finally:
        keys_path().write_bytes(saved)


def test_missing_papers_are_asked_for_by_ticks_of_the_items_own(kiosk: Kiosk) -> None:
    case, reader = hands_in(kiosk, uuid4()), clerk()
    assert "Hospital bill" not in reader.page(f"cases/{case.code}/")
    handling.accept(case, Actor(staff=reader.user), timezone.now())
    shown = reader.page(f"cases/{case.code}/")
    assert 'name="named" value="2"' in shown
    reader.send(f"cases/{case.code}/want/", {"named": [str(BILL), "77", "x"], "papers": "收入证明\n"})
    names = [paper.name for paper in MissingPaper.objects.filter(supplement__case=case)]
    assert [name.in_locale("zh-Hans") for name in names] == ["住院费用清单", "收入证明"]
    assert names[0].in_locale("en") == "Hospital bill"


def test_a_list_from_a_kiosk_is_found_by_its_number(kiosk: Kiosk) -> None:
    check = {
        "id": str(uuid4()),
        "item": GRANT,
        "item_version": 1,
        "missing": [2, 99],
        "checked_at": str(timezone.now()),
    }
    first, again = (kiosk.post("paper-checks", check).json() for _ in range(2))
    assert first == again
    assert PaperCheck.objects.count() == 1
    shown = clerk().page(f"cases/?code={first['code']}")
    assert "住院费用清单" in shown
    assert "户口簿" not in shown
    assert kiosk.post("paper-checks", {**check, "id": str(uuid4()), "item": "nothing"}).status_code == 422
    assert clerk().page(f"paper-checks/{case_code(uuid4())}/", status=404)

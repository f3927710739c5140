"""The link for a telephone: for one visit and ten minutes, and for its own kiosk alone."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from contract.text import Text
from hub.cases import handling, supplements
from hub.cases.actors import Actor
from hub.cases.models import Case, Event
from hub.files.models import PaperPage, UploadSession
from hub.kiosks import services as kiosks
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_number, a_submission
from tests.hub.telephone import Telephone, a_photograph
from tests.hub.uploads import BILL, HOUSEHOLD, clerk, hands_in, opens, pages, progress

pytestmark = pytest.mark.usefixtures("telephones")


def is_refused(phone: Telephone, kiosk: Kiosk, key: UUID) -> None:
    """Page and piece alike, with what to do; the kiosk has what came before, and no more."""
    before = progress(kiosk, key)["files"]
    page = phone.opens()
    assert page.status_code in (404, 410)
    assert "回到自助终端" in page.content.decode()
    answer = phone.sends(HOUSEHOLD, a_photograph("迟到"))
    assert answer.status_code in (404, 410)
    assert answer.json()["over"]
    assert progress(kiosk, key)["files"] == before


def test_after_the_visit_nothing_is_taken(kiosk: Kiosk) -> None:
    key = uuid4()
    phone = opens(kiosk, key)
    phone.sends(HOUSEHOLD, a_photograph())
    ended = kiosk.post(f"uploads/{key}/end").json()
    assert (ended["open"], len(ended["files"])) == (False, 1)
    is_refused(phone, kiosk, key)


def test_after_ten_minutes_nothing_is_taken(kiosk: Kiosk) -> None:
    key = uuid4()
    phone = opens(kiosk, key)
    UploadSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    is_refused(phone, kiosk, key)


def test_after_the_submission_nothing_is_taken_even_where_the_kiosk_could_not_end_it(kiosk: Kiosk) -> None:
    key = uuid4()
    phone = opens(kiosk, key)
    phone.sends(HOUSEHOLD, a_photograph())
    hands_in(kiosk, key)
    is_refused(phone, kiosk, key)


def test_a_new_link_ends_the_one_before_and_keeps_what_came(kiosk: Kiosk) -> None:
    key = uuid4()
    first = opens(kiosk, key)
    first.sends(HOUSEHOLD, a_photograph())
    second = opens(kiosk, key)
    assert second.url != first.url
    is_refused(first, kiosk, key)
    assert second.sends(BILL, a_photograph("清单")).status_code == 200
    assert pages(kiosk, key) == {HOUSEHOLD: 1, BILL: 1}


def test_links_cannot_be_guessed_and_stand_in_no_row(kiosk: Kiosk) -> None:
    phone = opens(kiosk, uuid4())
    token = phone.path.split("/")[2]
    assert len(token) >= 32
    assert token not in json.dumps(list(UploadSession.objects.values()), default=str)
    guess = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert Telephone(phone.url.replace(token, guess)).opens().status_code == 404


def test_another_kiosk_neither_sees_nor_ends_nor_takes_what_is_not_its_own(kiosk: Kiosk) -> None:
    key = uuid4()
    opens(kiosk, key).sends(HOUSEHOLD, a_photograph())
    other = Kiosk(kiosk.client, kiosks.add(f"other {uuid4()}"))
    assert other.get(f"uploads/{key}").status_code == 404
    assert other.post(f"uploads/{key}/end").status_code == 404
    opening = {"id": str(key), "item": GRANT, "item_version": 1, "locale": "en"}
    assert other.post("uploads", opening).status_code == 409
    stolen = a_submission(files=tuple(UUID(file) for file in progress(kiosk, key)["files"]))
    assert other.post("submissions", stolen).status_code == 200  # it is taken, without what is not its own
    case = Case.objects.get(pk=stolen.id)
    assert not PaperPage.objects.filter(session__case=case).exists()
    note = case.timeline.get(event=Event.PAPER_RECEIVED)
    assert (note.public, "1页没有收到" in note.note.in_locale("zh-Hans")) == (False, True)


def test_a_hub_that_telephones_cannot_reach_offers_none(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_ORIGIN", "")
    answer = kiosk.post("uploads", {"id": str(uuid4()), "item": GRANT, "item_version": 1, "locale": "en"}).json()
    assert (answer["url"], answer["papers"]) == ("", [])
    assert not UploadSession.objects.exists()


def wants_papers(case: Case) -> None:
    by = Actor(staff=staff(Role.CLERK))
    handling.accept(case, by, timezone.now())
    supplements.want(case, [Text.plain("收入证明"), Text.plain("住院费用清单")], by, timezone.now())


def test_missing_papers_come_by_telephone_and_with_the_last_one_the_clock_goes_on(kiosk: Kiosk) -> None:
    case = hands_in(kiosk, uuid_of_nothing(kiosk))
    wants_papers(case)
    own = {"code": case.code, "number": a_number()}
    for paper, left in ((0, ["住院费用清单"]), (1, [])):
        key = uuid4()
        link = kiosk.post("uploads/supplement", {"id": str(key), "locale": "zh-Hans", **own}).json()
        assert paper in {row["position"] for row in link["papers"]}
        assert kiosk.post(f"uploads/{key}/hand-in").status_code == 422  # nothing has come yet
        Telephone(link["url"]).sends(paper, a_photograph(str(paper)))
        detail = kiosk.post(f"uploads/{key}/hand-in").json()
        assert [name["zh-Hans"] for name in detail["missing"]] == left
        assert kiosk.post(f"uploads/{key}/hand-in").json() == detail  # sent again
    case.refresh_from_db()
    assert (case.state, case.pause) == ("accepted", "")
    assert "材料已补齐。" in [row.note.in_locale("zh-Hans") for row in case.timeline.filter(event=Event.MOVED)]
    assert "收入证明" in clerk().page(f"cases/{case.code}/")
    assert kiosk.post("uploads/supplement", {"id": str(uuid4()), "locale": "en", **own}).status_code == 409


def uuid_of_nothing(kiosk: Kiosk) -> UUID:
    """Returns an upload to which nothing was sent."""
    key = uuid4()
    opens(kiosk, key)
    return key


def test_missing_papers_are_asked_for_only_by_who_shows_that_the_case_is_theirs(kiosk: Kiosk) -> None:
    case = hands_in(kiosk, uuid_of_nothing(kiosk))
    wants_papers(case)
    asked = {"id": str(uuid4()), "locale": "en", "code": case.code}
    assert kiosk.post("uploads/supplement", {**asked, "last_four": "0000"}).status_code == 404
    assert kiosk.post("uploads/supplement", {**asked, "last_four": a_number()[-4:]}).status_code == 200

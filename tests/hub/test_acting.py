"""Somebody hands a matter in for somebody else, or for an organisation; staff record the mandate and look people up."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from contract.cases import Submission
from contract.numbers import organisation_check_character
from contract.people import OrganisationId, Person
from hub.audit.findings import watch_credentials
from hub.audit.models import AuditEntry, Finding, FindingKind
from hub.cases.models import Case
from hub.kiosks.models import Kiosk as KioskRow
from hub.kiosks.models import Site
from hub.operations.retention import purge
from hub.residents.models import Correction, Mandate, ResidentFact
from hub.residents.selectors import find
from hub.residents.services import get_registered
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.office import Desk
from tests.hub.people import a_community, a_street, staff
from tests.hub.rows import write_rows
from tests.hub.sample import GRANT, REPORT, a_number, a_person, a_submission

MOTHER, SON = (a_person(number=a_number(order), name=name) for order, name in ((222, "钱母"), (223, "钱子")))
_CODE = "91110000600037341"
SHOP = OrganisationId(code=_CODE + organisation_check_character(_CODE), name="某某超市")
WHY = {"kind": "words", "value": "居民当面询问"}


def now_submission(**changes: Any) -> Submission:
    now = timezone.now()
    return a_submission(stated_at=now, submitted_at=now, applicant=MOTHER, **changes)


def mandate(desk: Desk, **changes: Any) -> Any:
    until = timezone.localdate() + timedelta(days=30)
    body = {"id": str(uuid4()), "agent": SON.model_dump(mode="json"), "items": [GRANT], "until": str(until)}
    if "organisation" not in changes:
        body["principal"] = MOTHER.model_dump(mode="json")
    return desk.post("mandates/taken", body | changes)


def sent(person: Person) -> Any:
    return person.model_dump(mode="json")


@pytest.fixture
def window(database: None) -> Desk:
    return Desk(staff(Role.WINDOW))


def test_an_agent_hands_in_what_the_mandate_names_and_nothing_else(kiosk: Kiosk, window: Desk) -> None:
    status, given = mandate(window)
    assert (status, given["principal"], given["agent"]) == (200, "钱母", "钱子")
    first = now_submission(agent=SON)
    assert kiosk.post("submissions", first).status_code == 200
    assert kiosk.post("submissions", first).status_code == 200  # the same again
    case = Case.objects.get(pk=first.id)
    assert (str(case.mandate_id), case.resident) == (given["id"], find(MOTHER.number))
    reader = Desk(staff(Role.HEAD))
    assert reader.get(f"casework/{case.code}")[1]["agent"] == "钱子"
    answers = {"what": "路灯坏了"}
    for wrong in (
        now_submission(agent=a_person(number=a_number(225))),
        now_submission(agent=MOTHER).model_copy(update={"applicant": SON}),
        now_submission(agent=SON, item=REPORT, answers=answers),
        now_submission(agent=SON).model_copy(update={"applicant": None}),
    ):
        assert kiosk.post("submissions", wrong).status_code == 422
    window.post(f"mandates/{given['id']}/end")
    refused = kiosk.post("submissions", now_submission(agent=SON))
    assert [error["code"] for error in refused.json()["errors"]] == ["no_mandate"]


def test_an_agent_follows_the_case_as_long_as_the_mandate_holds(kiosk: Kiosk, window: Desk) -> None:
    given = mandate(window)[1]["id"]
    code = kiosk.post("submissions", now_submission(agent=SON)).json()["code"]
    assert kiosk.post("cases/own", {"code": code, "number": SON.number}).status_code == 200
    window.post(f"mandates/{given}/end")
    assert kiosk.post("cases/own", {"code": code, "number": SON.number}).status_code == 404
    assert kiosk.post("cases/own", {"code": code, "number": MOTHER.number}).status_code == 200


def test_what_an_agent_says_of_the_applicant_is_no_word_of_the_card(kiosk: Kiosk, window: Desk) -> None:
    mandate(window)
    kiosk.post("submissions", now_submission(agent=SON))
    assert set(ResidentFact.objects.values_list("source", flat=True)) == {"resident"}


def test_an_organisation_hands_in_by_who_it_sends(window: Desk) -> None:
    for_shop = now_submission(organisation=SHOP).model_copy(update={"applicant": SON})
    path = "casework/submissions?area=city"
    body = for_shop.model_dump(mode="json")
    assert window.post(path, body)[1]["errors"][0]["field"] == "organisation"
    assert mandate(window, organisation=SHOP.model_dump())[0] == 200
    assert window.post(path, body)[0] == 200
    case = Case.objects.get(pk=for_shop.id)
    assert case.organisation is not None
    assert (case.organisation.name, case.resident) == ("某某超市", find(SON.number))
    assert window.get(f"casework/{case.code}")[1]["organisation"] == SHOP.model_dump()
    assert not ResidentFact.objects.exists()  # the form was the shop's
    found = window.post("people/organisations/search", {"code": SHOP.code, "ground": WHY})[1]
    assert (found["name"], [row["agent"] for row in found["mandates"]]) == ("某某超市", ["钱子"])
    assert window.post("people/organisations/search", {"code": _CODE + "?", "ground": WHY})[0] == 404


def test_a_mandate_has_one_giver_and_a_window_records_it(window: Desk) -> None:
    both = {"principal": sent(MOTHER), "organisation": SHOP.model_dump()}
    assert mandate(window, **both)[0] == mandate(window, principal=None)[0] == 422
    assert mandate(Desk(staff(Role.CLERK)))[0] == 403
    assert not Mandate.objects.exists()


def test_what_a_case_came_in_by_is_kept_as_long_as_the_case(kiosk: Kiosk, window: Desk) -> None:
    mandate(window)
    case = Case.objects.get(pk=kiosk.post("submissions", now_submission(agent=SON)).json()["id"])
    later = timezone.now() + timedelta(days=4 * 366)
    purge(later)
    assert Mandate.objects.count() == 1
    write_rows(Case.objects.filter(pk=case.pk), state="decided", answer={"zh": "同意"})
    purge(later + timedelta(days=3651))
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(("by_phone", "source"), [(False, "staff"), (True, "resident")])
def test_what_is_typed_is_vouched_for_by_who_types_it(window: Desk, by_phone: bool, source: str) -> None:
    path = f"casework/submissions?area=city&by_phone={by_phone}"
    assert window.post(path, now_submission().model_dump(mode="json"))[0] == 200
    found = window.post("people/search", {"number": MOTHER.number, "ground": WHY})[1]
    known = {fact["key"]: fact["source"] for fact in found["facts"]}
    assert (found["name"], known["address"], known["phone"]) == ("钱母", source, "resident")
    assert AuditEntry.objects.get(action="look up resident").actor == f"user:{window.user.pk}"
    assert window.post("people/search", {"number": a_number(1), "ground": WHY})[0] == 404
    assert Desk(staff(Role.TECHNICIAN)).post("people/search", {"number": MOTHER.number, "ground": WHY})[0] == 403


def test_by_phone_what_the_card_once_said_is_not_overwritten(kiosk: Kiosk, window: Desk) -> None:
    kiosk.post("submissions", now_submission())
    moved = now_submission().model_copy(update={"applicant": MOTHER.model_copy(update={"address": "某省某市新街1号"})})
    window.post("casework/submissions?area=city&by_phone=true", moved.model_dump(mode="json"))
    assert ResidentFact.objects.get(key="address").value == MOTHER.address
    assert Correction.objects.get(key="address").value == "某省某市新街1号"


def test_a_caller_is_found_by_the_telephone_of_the_call_log(kiosk: Kiosk, window: Desk) -> None:
    kiosk.post("submissions", now_submission())
    call = {"id": str(uuid4()), "area": "city", "text": "办到哪一步了？", "phone": "13912345678", "minutes": 2}
    code = window.post("calls", call)[1]["code"]
    for wanted in ({"question": code}, {"phone": "139 1234 5678", "ground": WHY}):
        (caller,) = window.post("people/callers", wanted)[1]["callers"]
        assert caller["name"] == "钱*"
        assert MOTHER.number not in str(caller)
    assert window.post("people/callers", {"phone": "13900000000", "ground": WHY})[1]["callers"] == []
    assert window.post("people/callers", {"phone": "13912345678"})[0] == 422
    assert window.post("people/callers", {})[0] == 422
    elsewhere = Desk(staff(Role.WINDOW, [a_street()]))
    assert elsewhere.post("people/callers", {"question": code})[0] == 422


def correction(area: str, **changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "person": sent(MOTHER), "key": "phone", "value": "13700000000", "area": area, **changes}


def test_a_correction_is_taken_at_a_window_and_decided_where_it_was_said(window: Desk) -> None:
    street = a_street()
    here, beside = a_community(street), a_street()
    assert window.post("corrections/taken", correction(here.code, reason="换了号码"))[0] == 200
    assert window.post("corrections/taken", correction("nowhere"))[0] == 404
    assert window.get("corrections/list")[0] == 403
    clerk, stranger = Desk(staff(Role.CLERK, [street])), Desk(staff(Role.CLERK, [beside]))
    assert stranger.get("corrections/list")[1]["corrections"] == []
    (asked,) = clerk.get("corrections/list")[1]["corrections"]
    assert (asked["resident"], asked["known"], asked["value"]) == ("钱母", None, "13700000000")
    path = f"corrections/{asked['id']}/decide"
    assert stranger.post(path, {"accepted": True})[0] == 404
    assert clerk.post(path, {"accepted": False})[1]["errors"][0]["field"] == "answer"
    assert clerk.post(path, {"accepted": True})[1]["known"] == "13700000000"
    assert clerk.get("corrections/list")[1]["corrections"] == []
    assert len(clerk.get("corrections/list?everything=true")[1]["corrections"]) == 1


def test_a_correction_asked_for_at_a_kiosk_is_seen_where_it_stands(kiosk: Kiosk) -> None:

    street = a_street()
    KioskRow.objects.update(site=Site.objects.create(code="here", name="东街", area=street))
    wanted = correction("city")
    del wanted["area"]
    kiosk.post("residents/corrections", wanted)
    kiosk.post("submissions", now_submission())
    kiosk.post("submissions", now_submission(answers={"name": "钱新名", "phone": "13912345678"}))
    found = Desk(staff(Role.CLERK, [street])).get("corrections/list")[1]["corrections"]
    assert {row["key"] for row in found} == {"name", "phone"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE residents_mandate SET agent_id = (SELECT max(id) FROM residents_resident)",
        "UPDATE residents_mandate SET until = '2999-01-01'",
        "UPDATE residents_mandate_items SET item_id = (SELECT id FROM catalogue_item WHERE code = '000111222444')",
    ],
)
def test_a_mandate_that_was_written_past_the_hub_gives_nobody_a_right(
    kiosk: Kiosk, window: Desk, statement: str
) -> None:
    mandate(window)
    code = kiosk.post("submissions", now_submission(agent=SON)).json()["code"]
    thief = get_registered(a_person(number=a_number(226)), "person", timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(statement)
    agent = thief.number if "agent_id" in statement else SON.number
    assert kiosk.post("cases/own", {"code": code, "number": agent}).status_code == 409
    item = {"item": REPORT, "answers": {"what": "路灯坏了"}} if "item_id" in statement else {}
    assert kiosk.post("submissions", now_submission(agent=a_person(number=agent), **item)).status_code == 409
    watch_credentials(timezone.now())
    assert Finding.objects.filter(kind=FindingKind.CREDENTIAL, subject__startswith="residents_mandate").count() == 1


def test_a_case_is_not_its_readers_by_anothers_mandate(kiosk: Kiosk, window: Desk) -> None:
    """Somebody points a case at a mandate of their own, which says nothing about its applicant."""
    submission = now_submission().model_copy(update={"applicant": a_person(number=a_number(226))})
    code = kiosk.post("submissions", submission).json()["code"]
    own = mandate(window)[1]["id"]
    write_rows(Case.objects.filter(code=code), mandate_id=own)
    assert kiosk.post("cases/own", {"code": code, "number": SON.number}).status_code == 404

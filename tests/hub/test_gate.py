"""Whatever tells somebody that a code, or a part of a number, belongs to something is behind one gate; every operation
of the interface is either behind it or says why not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from contract.cases import case_code
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.catalogue.models import Service
from hub.kiosks import rate_limits
from hub.kiosks import services as kiosks
from hub.kiosks.models import Site
from hub.queues.models import Appointment, OfficeHours
from tests.hub.caller import Kiosk
from tests.hub.interface import paths
from tests.hub.rows import write_rows
from tests.hub.sample import a_number, a_person, a_submission

V1 = "/api/v1/"
WRONG = a_number(900)
# Operations for tokens that open nothing of anybody's by a code or a part of a number.
REASONS = {
    "get catalogue": "published to all",
    "get directory": "published to all",
    "get notices": "published to all",
    "get places": "houses, shops and facilities, nobody's",
    "get places/map": "a picture of the neighbourhood",
    "post messages/reports/{channel}": "a gateway's, proved by its signature",
    "get boards/{site}": "hangs in the hall",
    "get appointments/offer": "free places, nobody's",
    "get appointments/slots": "free places, nobody's",
    "post kiosks/heartbeat": "the machine's own",
    "post kiosks/enrol": "wrong codes are counted of their own: there is no kiosk yet",
    "post tickets": "a new number; an id that another has is refused",
    "get waits": "how many wait, nobody's number",
    "post tickets/held": "the whole number is the proof; counted, and with the card",
    "post tickets/{ticket_id}/give-back": "the whole number is the proof; counted, and with the card",
    "post kiosks/reconcile": "what this kiosk itself had handed in, by ids that nobody can guess",
    "post appointments": "a new place; booking is counted",
    "post surveys": "an id that nobody but who was asked is told; writing is counted",
    "post submissions": "a new case; writing is counted",
    "post questions": "a new question; writing is counted",
    "post directory/requests": "a new request; writing is counted",
    "post questions/answered": "answers for everybody",
    "post drafts": "a new draft, or one's own by an id that nobody can guess; writing is counted, and with the card",
    "post drafts/search": "the whole number is the proof; counted, and with the card",
    "post searches": "words, nobody's; writing is counted",
    "post residents/consents": "the whole number is the proof; counted, and with the card",
    "post residents/consents/search": "the whole number is the proof; counted, and with the card",
    "post residents/corrections": "the whole number is the proof; counted, and with the card",
    "post residents/corrections/search": "the whole number is the proof; counted, and with the card",
    "post residents/facts": "the whole number is the proof; counted, and with the card",
    "post residents/facts/checked": "the whole number is the proof; counted, and with the card",
    "post residents/mandates": "both cards are there; counted",
    "post residents/mandates/search": "the whole number is the proof; counted, and with the card",
    "post residents/record": "the whole number is the proof; counted, and with the card",
    "post residents/record/copy": "the whole number is the proof; counted, and with the card",
    "post residents/record/link": "the whole number is the proof; counted, and with the card",
    "post residents/record/erase": "the whole number is the proof; counted, and with the card",
    "post residents/token": "a code that only its owner's app or card can show; counted as a look-up",
    "post paper-checks": "what somebody lacks, nobody's name; writing is counted",
    "post uploads": "a new way for a telephone; an id that another has is refused; writing is counted",
    "get uploads/{upload}": "this kiosk's own, by an id that nobody can guess",
    "post uploads/{upload}/licences": "this kiosk's own, by an id that nobody can guess; counted, and with the card",
    "post uploads/{upload}/pieces": "this kiosk's own, by an id that nobody can guess; it only takes",
    "post kept-papers": "follows this kiosk's own, by an id that nobody can guess; it only takes",
    "post uploads/{upload}/end": "this kiosk's own, by an id that nobody can guess",
    "post uploads/{upload}/hand-in": "this kiosk's own; that the case is theirs was shown when it was opened",
    "post notices/mine": "the whole number is the proof; counted, and with the card",
}
# Staff and departments' systems have their own log-in, roles and areas; what they look up is on record.
OTHERS = {"StaffSession", "DepartmentKey"}


@dataclass
class Things:
    """Something of somebody's of each kind, and a kiosk that did not make any of it."""

    kiosk: Kiosk
    case: str
    ticket: UUID
    mandate: UUID
    appointment: str
    draft: str


@pytest.fixture(scope="module")
def made(database_url: str) -> Things:
    kiosk, submission = Kiosk(Client(), kiosks.add(f"kiosk {uuid4()}")), a_submission()
    code = kiosk.post("submissions", submission).json()["code"]
    write_rows(Case.objects.filter(pk=submission.id), answer={"zh-Hans": "准予"}, answered_at=timezone.now())
    ticket = uuid4()
    kiosk.post("tickets", {"id": str(ticket), "service": "advice"})
    person = json.loads(a_person().model_dump_json())
    agent = json.loads(a_person(number=a_number(777), name="钱某").model_dump_json())
    until = str(timezone.localdate() + timedelta(days=30))
    given = {"id": str(uuid4()), "principal": person, "agent": agent, "items": ["000111222333"], "until": until}
    mandate = kiosk.post("residents/mandates", given).json()["id"]
    saved = {"id": str(uuid4()), "item": "000111222333", "item_version": 1, "number": a_number(), "answers": {}}
    draft = kiosk.post("drafts", saved).json()["code"]
    other = Kiosk(Client(), kiosks.add(f"other {uuid4()}"))
    return Things(other, code, ticket, UUID(mandate), _an_appointment(), draft)


@pytest.fixture
def things(made: Things, database: None) -> Things:
    """What is done with them is undone after each test."""
    return made


def _an_appointment() -> str:
    hours = OfficeHours.objects.create(
        site=Site.objects.get(code="centre"),
        service=Service.objects.get(code="advice"),
        weekday=0,
        starts=time(0),
        ends=time(23),
    )
    key = uuid4()
    Appointment.objects.create(
        id=key, code=case_code(key), hours=hours, starts_at=timezone.now(), state="booked", made_at=timezone.now()
    )
    return case_code(key)


def _review(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "grade": 5, "given_at": timezone.now().isoformat(), **more}


Ask = Callable[[Things, bool], Any]  # True: for something that is there, with a wrong proof where there is one to show
ABSENT = case_code(UUID(int=7))


def _code(things: Things, there: bool) -> str:
    return things.case if there else ABSENT


def _draft(things: Things, there: bool) -> str:
    return things.draft if there else ABSENT


LOOK_UPS: dict[str, Ask] = {
    "post cases/own": lambda t, there: t.kiosk.post("cases/own", {"code": _code(t, there), "last_four": "0000"}),
    "post cases/own with a number": lambda t, there: t.kiosk.post(
        "cases/own", {"code": _code(t, there), "number": WRONG}
    ),
    "post cases/search": lambda t, there: t.kiosk.post("cases/search", {"code": _code(t, there), "last_four": "0000"}),
    "post cases/receipt": lambda t, there: t.kiosk.post(
        "cases/receipt", {"code": _code(t, there), "last_four": "0000"}
    ),
    "post cases/complaints": lambda t, there: t.kiosk.post(
        "cases/complaints", {"id": str(uuid4()), "code": _code(t, there), "last_four": "0000", "text": "一直没有答复"}
    ),
    "post cases/withdraw": lambda t, there: t.kiosk.post("cases/withdraw", {"code": _code(t, there), "number": WRONG}),
    "post drafts/own": lambda t, there: t.kiosk.post("drafts/own", {"code": _draft(t, there), "last_four": "0000"}),
    "post drafts/own with a number": lambda t, there: t.kiosk.post(
        "drafts/own", {"code": _draft(t, there), "number": WRONG}
    ),
    "post drafts/delete": lambda t, there: t.kiosk.post("drafts/delete", {"code": _draft(t, there), "number": WRONG}),
    "post certificates/own": lambda t, there: t.kiosk.post(
        "certificates/own", {"code": _code(t, there), "number": WRONG}
    ),
    "post certificates/choose": lambda t, there: t.kiosk.post(
        "certificates/choose", {"code": _code(t, there), "number": WRONG, "way": "window"}
    ),
    "post certificates/pages": lambda t, there: t.kiosk.post(
        "certificates/pages", {"code": _code(t, there), "number": WRONG}
    ),
    "post certificates/printed": lambda t, there: t.kiosk.post(
        "certificates/printed", {"code": _code(t, there), "number": WRONG}
    ),
    "post reviews": lambda t, there: t.kiosk.post("reviews", _review(case=_code(t, there), last_four="0000")),
    "post reviews with a number": lambda t, there: t.kiosk.post("reviews", _review(case=_code(t, there), number=WRONG)),
    "post surveys/own": lambda t, there: t.kiosk.post("surveys/own", {"case": _code(t, there), "last_four": "0000"}),
    "post surveys/own with a number": lambda t, there: t.kiosk.post(
        "surveys/own", {"case": _code(t, there), "number": WRONG}
    ),
    "post uploads/supplement": lambda t, there: t.kiosk.post(
        "uploads/supplement", {"id": str(uuid4()), "locale": "en", "code": _code(t, there), "last_four": "0000"}
    ),
    "post residents/mandates/{mandate}/revoke": lambda t, there: t.kiosk.post(
        f"residents/mandates/{t.mandate if there else UUID(int=7)}/revoke", {"number": WRONG}
    ),
    "post tickets/{ticket_id}/confirm": lambda t, there: t.kiosk.post(
        f"tickets/{t.ticket if there else UUID(int=7)}/confirm"
    ),
    "post tickets/{ticket_id}/void": lambda t, there: t.kiosk.post(
        f"tickets/{t.ticket if there else UUID(int=7)}/void"
    ),
    # one that is there is found by its code alone: nobody finds a code by trying
    "get cases/{code}": lambda t, there: t.kiosk.get(f"cases/{ABSENT}"),
    "get tickets/{ticket_id}": lambda t, there: t.kiosk.get(f"tickets/{UUID(int=7)}"),
    "post reviews of a ticket": lambda t, there: t.kiosk.post("reviews", _review(ticket=str(UUID(int=7)))),
    "post surveys/own of a ticket": lambda t, there: t.kiosk.post("surveys/own", {"ticket": str(UUID(int=7))}),
    "post questions/search": lambda t, there: t.kiosk.post("questions/search", {"code": ABSENT}),
    "post appointments/search": lambda t, there: t.kiosk.post("appointments/search", {"code": ABSENT}),
    "post appointments/cancel": lambda t, there: t.kiosk.post("appointments/cancel", {"code": ABSENT}),
    "post appointments/check_in": lambda t, there: t.kiosk.post(
        "appointments/check_in", {"code": ABSENT, "ticket": str(uuid4())}
    ),
}


def _operations() -> Iterator[tuple[str, set[str]]]:
    """Yields each with who may call it."""
    for path, methods in paths().items():
        for method, operation in methods.items():
            yield f"{method} {path.removeprefix(V1)}", {name for each in operation.get("security", []) for name in each}


def test_every_operation_is_behind_the_gate_or_says_why_not() -> None:
    operations = dict(_operations())
    behind = {look_up.partition(" with ")[0].partition(" of ")[0] for look_up in LOOK_UPS}
    others = {name for name, callers in operations.items() if callers and callers <= OTHERS}
    assert behind | REASONS.keys() | others == operations.keys()
    assert not behind & REASONS.keys()
    assert not (behind | REASONS.keys()) & others


@pytest.mark.parametrize("look_up", LOOK_UPS)
@pytest.mark.parametrize("there", [True, False], ids=["wrong", "absent"])
def test_the_eleventh_guess_of_a_day_is_refused_and_on_record(things: Things, look_up: str, there: bool) -> None:
    answers = [LOOK_UPS[look_up](things, there).status_code for _ in range(rate_limits.GUESSES_OF_A_CASE + 1)]
    assert answers[-1] == 429
    assert 429 not in answers[:-1]
    assert len(set(answers[:-1])) == 1
    assert AuditEntry.objects.filter(action="fail to prove").count() == rate_limits.GUESSES_OF_A_CASE
    assert AuditEntry.objects.filter(action="try too often").count() == 1
    if "post appointments/check_in" not in look_up:
        assert Case.objects.get(code=things.case).state == "submitted"


@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_wrong_and_absent_are_answered_alike(things: Things, look_up: str) -> None:
    wrong, absent = LOOK_UPS[look_up](things, True), LOOK_UPS[look_up](things, False)
    assert (wrong.status_code, wrong.content) == (absent.status_code, absent.content)


def test_the_owner_is_never_counted(things: Things) -> None:
    """Looking at one's own case often is no guessing, by its last four or with the card."""
    for proof in ({"last_four": a_number()[-4:]}, {"number": a_number()}):
        answers = {
            things.kiosk.post("cases/own", {"code": things.case, **proof}).status_code
            for _ in range(rate_limits.GUESSES_OF_A_CASE + 2)
        }
        assert answers == {200}


def test_guesses_at_many_doors_are_one_count(things: Things) -> None:
    for look_up in ("post cases/own", "post cases/search", "post reviews") * 4:
        last = LOOK_UPS[look_up](things, True)
    assert last.status_code == 429


def test_a_kiosk_cannot_write_about_a_whole_town(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "WRITES", 2)
    answers = [kiosk.post("submissions", a_submission()).status_code for _ in range(2)]
    assert answers == [200, 200]
    wrong = {"id": str(uuid4()), "person": json.loads(a_person().model_dump_json()), "key": "phone", "value": "1390000"}
    assert kiosk.post("residents/corrections", wrong).status_code == 429
    assert kiosk.post("submissions", a_submission()).status_code == 429

"""What a resident has with the community, as far as the reader may see it: cases, numbers, questions, calls."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from contract.cases import CaseState
from contract.casework import WorkRow
from hub.audit.services import record
from hub.cases import access
from hub.cases.models import Case, MissingPaper
from hub.cases.worklists import work_row
from hub.channels.models import Call, Question
from hub.core.clock import local_day
from hub.core.found_rows import list_found
from hub.core.worded import WordedQuery
from hub.kiosks.office_hours import last_office_day
from hub.queues.models import Appointment, Ticket
from hub.residents.models import Resident
from hub.residents.selectors import number_hashes
from hub.staff.scopes import Action, area_keys, may

_MOST = 50  # of a kind
_OF_QUESTIONS = (Action.ANSWER_QUESTIONS, Action.LOG_CALLS)


@dataclass(frozen=True, slots=True)
class CaseOfResident:
    """`missing`: papers of a supplement that the reader may receive."""

    row: WorkRow
    missing: list[MissingPaper]


@dataclass(frozen=True, slots=True)
class ResidentMatters:
    cases: list[CaseOfResident]
    appointments: list[Appointment]
    tickets: list[Ticket]
    questions: list[Question]
    calls: list[Call]


def read_matters(user: User, resident: Resident, now: datetime) -> ResidentMatters:
    """Returns what lies in the reader's own areas and departments, newest first; kept on record."""
    hashes = number_hashes(resident.number)
    questions = _questions(user, hashes) if any(may(user, action) for action in _OF_QUESTIONS) else []
    with_calls = [row for row in questions if hasattr(row, "call")]
    cases = _cases(user, resident, now) if may(user, Action.READ_CASES) else []
    matters = ResidentMatters(
        cases=cases,
        appointments=_appointments(user, hashes, now) if may(user, Action.CALL_QUEUE) else [],
        tickets=_tickets(user, hashes, now) if may(user, Action.CALL_QUEUE) else [],
        questions=[row for row in questions if row not in with_calls][:_MOST]
        if may(user, Action.ANSWER_QUESTIONS)
        else [],
        calls=_calls(with_calls[:_MOST]) if may(user, Action.LOG_CALLS) else [],
    )
    record(user, "find cases", f"resident {resident.pk}", {"codes": [case.row.code for case in cases]})
    return matters


def _cases(user: User, resident: Resident, now: datetime) -> list[CaseOfResident]:
    cases = [access.check_grounds(case) for case in access.list_visible(user, resident.pk)]
    today = last_office_day(now) if cases else now.date()
    return [CaseOfResident(work_row(case, today), _missing(user, case)) for case in cases]


def _missing(user: User, case: Case) -> list[MissingPaper]:
    if case.state != CaseState.SUPPLEMENT_WANTED or not access.may_take_in(user, case):
        return []
    return list(MissingPaper.objects.filter(supplement__case=case, received_at=None).order_by("pk"))


def _appointments(user: User, hashes: list[str], now: datetime) -> list[Appointment]:
    return list_found(_APPOINTMENTS.fetch(area_keys(user), hashes))


def _tickets(user: User, hashes: list[str], now: datetime) -> list[Ticket]:
    """Returns the tickets of today: later nobody knows whose a number was."""
    return _TICKETS.fetch(area_keys(user), hashes, local_day(now))


def _questions(user: User, hashes: list[str]) -> list[Question]:
    """Returns what they have asked, by telephone or otherwise."""
    return list_found(_QUESTIONS.fetch(area_keys(user), hashes))


def _calls(questions: list[Question]) -> list[Call]:
    if not questions:  # for most
        return []
    rows = Call.objects.filter(question__in=questions)
    return list(rows.select_related("question__item", "call_back", "appointment", "ticket").order_by("-at"))


_APPOINTMENTS = WordedQuery(
    lambda areas, hashes: (
        Appointment.objects.filter(hours__site__area__in=areas, number_hash__in=hashes)
        .select_related("hours__service", "hours__site")
        .order_by("-starts_at")[:_MOST]
    )
)
_TICKETS = WordedQuery(
    lambda areas, hashes, day: (
        Ticket.objects.filter(site__area__in=areas, holder__in=hashes, day=day)
        .select_related("service")
        .order_by("-issued_at")[:_MOST]
    )
)
_QUESTIONS = WordedQuery(
    lambda areas, hashes: (
        Question.objects.filter(area__in=areas, number_hash__in=hashes)
        .select_related("item", "call")
        .order_by("-made_at")[: 2 * _MOST]
    )
)

"""What a resident has with the community, as far as the reader may see it: cases, numbers, questions, calls."""

from collections.abc import Iterable
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
from hub.kiosks.office_hours import last_office_day
from hub.queues.models import Appointment, Ticket
from hub.queues.scopes import sites_of
from hub.residents.models import Resident
from hub.residents.selectors import number_hashes
from hub.staff.scopes import Action, areas_of, may

_MOST = 50  # of a kind
_RELATED = ("area__parent__parent", "taken_in__parent__parent", "department", "responsible", "item_version__item")


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
    cases = _cases(user, resident, now) if may(user, Action.READ_CASES) else []
    matters = ResidentMatters(
        cases=cases,
        appointments=_appointments(user, hashes, now) if may(user, Action.CALL_QUEUE) else [],
        tickets=_tickets(user, hashes, now) if may(user, Action.CALL_QUEUE) else [],
        questions=_questions(user, hashes) if may(user, Action.ANSWER_QUESTIONS) else [],
        calls=_calls(user, hashes) if may(user, Action.LOG_CALLS) else [],
    )
    record(user, "find cases", f"resident {resident.pk}", {"codes": [case.row.code for case in cases]})
    return matters


def _cases(user: User, resident: Resident, now: datetime) -> list[CaseOfResident]:
    visible = access.visible_to(user).filter(resident=resident).order_by("-submitted_at")
    keys = list(visible.values_list("pk", flat=True)[:_MOST])
    if not keys:  # for most: to plan the joins takes longer than all else here
        return []
    rows = Case.objects.filter(pk__in=keys).select_related(*_RELATED).order_by("-submitted_at")
    today = last_office_day(now)
    cases = map(access.check_grounds, rows.prefetch_related(*access.GROUNDS))
    return [CaseOfResident(work_row(case, today), _missing(user, case)) for case in cases]


def _missing(user: User, case: Case) -> list[MissingPaper]:
    if case.state != CaseState.SUPPLEMENT_WANTED or not access.may_take_in(user, case):
        return []
    return list(MissingPaper.objects.filter(supplement__case=case, received_at=None).order_by("pk"))


def _appointments(user: User, hashes: Iterable[str], now: datetime) -> list[Appointment]:
    rows = Appointment.objects.filter(hours__site__in=sites_of(user), number_hash__in=hashes)
    return list_found(rows.select_related("hours__service", "hours__site").order_by("-starts_at")[:_MOST])


def _tickets(user: User, hashes: Iterable[str], now: datetime) -> list[Ticket]:
    """Returns the tickets of today: later nobody knows whose a number was."""
    rows = Ticket.objects.filter(site__in=sites_of(user), holder__in=hashes, day=local_day(now))
    return list(rows.select_related("service").order_by("-issued_at")[:_MOST])


def _questions(user: User, hashes: Iterable[str]) -> list[Question]:
    rows = Question.objects.filter(area__in=areas_of(user), number_hash__in=hashes, call=None).select_related("item")
    return list_found(rows.order_by("-made_at")[:_MOST])


def _calls(user: User, hashes: Iterable[str]) -> list[Call]:
    questions = Question.objects.filter(area__in=areas_of(user), number_hash__in=hashes)
    keys = list(questions.values_list("pk", flat=True))
    if not keys:  # for most
        return []
    rows = Call.objects.filter(question__in=keys)
    return list(rows.select_related("question__item", "call_back", "appointment", "ticket").order_by("-at")[:_MOST])

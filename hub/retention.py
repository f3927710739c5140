"""What is kept no longer than it may be: `python -m hub purge`, best run each night."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Max, QuerySet

from contract.channels import RequestState
from hub.audit.services import record
from hub.cases.models import Case, Task, TimelineEntry
from hub.cases.states import ANSWERED
from hub.channels.models import Call, Question, Request, Review
from hub.clock import local_day
from hub.queues.models import Appointment
from hub.residents.models import Consent, Correction, Mandate, Resident, ResidentFact

_PROOF = timedelta(days=3 * 365)  # how long one may have to show what was agreed (民法典 188)
_UNUSED = timedelta(days=30)
_FINAL = [state.value for state in ANSWERED]
_ROWS = 500  # in a transaction


@dataclass(frozen=True)
class Rule:
    name: str
    rows: Callable[[datetime], "QuerySet[Any]"]
    remove: Callable[["QuerySet[Any]"], object] = lambda rows: rows.delete()


def _facts(now: datetime) -> "QuerySet[Any]":
    return ResidentFact.objects.filter(keep_until__lt=local_day(now))


def _consents(now: datetime) -> "QuerySet[Any]":
    return Consent.objects.filter(kept_until__lt=local_day(now - _PROOF))


def _corrections(now: datetime) -> "QuerySet[Any]":
    return Correction.objects.filter(decided_at__lt=now - _PROOF)


def _mandates(now: datetime) -> "QuerySet[Any]":
    """Of a case that is kept whole, it is a part."""
    return Mandate.objects.filter(until__lt=local_day(now - _PROOF), cases=None)


def _cases(now: datetime) -> "QuerySet[Any]":
    """Cases closed long ago that still say whose they were; an emptied one has no fingerprint."""
    closed = Case.objects.filter(state__in=_FINAL).exclude(fingerprint="")
    return closed.annotate(last=Max("timeline__at")).filter(last__lt=now - timedelta(days=settings.CASE_KEEP_DAYS))


def _empty_cases(cases: "QuerySet[Any]") -> None:
    """The case stays, for the figures; who it was about goes."""
    Task.objects.filter(case__in=cases).update(finding=None)
    TimelineEntry.objects.filter(case__in=cases).update(note_zh="", note_en="")
    cases.update(resident=None, organisation=None, mandate=None, applicant=None, answers={}, answer="", fingerprint="")


def _calls(now: datetime) -> "QuerySet[Any]":
    return Call.objects.filter(question__in=_questions(now))


def _questions(now: datetime) -> "QuerySet[Any]":
    return Question.objects.filter(answered_at__lt=now - _PROOF)


def _requests(now: datetime) -> "QuerySet[Any]":
    done = [RequestState.DONE.value, RequestState.DECLINED.value]
    return Request.objects.filter(state__in=done, made_at__lt=now - _PROOF)


def _reviews(now: datetime) -> "QuerySet[Any]":
    return Review.objects.filter(made_at__lt=now - _PROOF).exclude(comment=None)


def _empty_reviews(reviews: "QuerySet[Any]") -> None:
    """The grade stays."""
    reviews.update(comment=None)


def _appointments(now: datetime) -> "QuerySet[Any]":
    past = Appointment.objects.filter(starts_at__lt=now - _UNUSED)
    told: QuerySet[Any] = past.exclude(number_hash="", number=None, phone=None)
    return told


def _empty_appointments(appointments: "QuerySet[Any]") -> None:
    appointments.update(number=None, number_hash="", phone=None)


def _strangers(now: datetime) -> "QuerySet[Any]":
    """Residents of whom nothing is left but name and number."""
    unused = {f"{relation.name}__isnull": True for relation in Resident._meta.related_objects}
    return Resident.objects.filter(created_at__lt=now - _UNUSED, **unused)


def _sessions(now: datetime) -> "QuerySet[Any]":
    return Session.objects.filter(expire_date__lt=now)


def _attempts(now: datetime) -> "QuerySet[Any]":
    attempts: QuerySet[Any] = AccessAttempt.objects.filter(attempt_time__lt=now - _UNUSED)
    return attempts


RULES = (
    Rule("facts", _facts),
    Rule("consents", _consents),
    Rule("corrections", _corrections),
    Rule("cases", _cases, _empty_cases),
    Rule("mandates", _mandates),
    Rule("appointments", _appointments, _empty_appointments),
    Rule("calls", _calls),
    Rule("questions", _questions),
    Rule("requests", _requests),
    Rule("reviews", _reviews, _empty_reviews),
    Rule("residents", _strangers),
    Rule("sessions", _sessions),
    Rule("log-in attempts", _attempts),
)


def due(now: datetime) -> dict[str, int]:
    """How many rows are past their time, by rule."""
    return {rule.name: rule.rows(now).count() for rule in RULES}


def purge(now: datetime) -> dict[str, int]:
    """Remove them; gives how many there were, by rule."""
    removed = {rule.name: _apply(rule, now) for rule in RULES}
    record(None, "purge", "retention", removed)
    return removed


def _apply(rule: Rule, now: datetime) -> int:
    removed = 0
    while True:
        with transaction.atomic():
            keys = list(rule.rows(now).order_by("pk").values_list("pk", flat=True)[:_ROWS])
            model: type[models.Model] = rule.rows(now).model
            rule.remove(model._default_manager.filter(pk__in=keys))
        removed += len(keys)
        if len(keys) < _ROWS:
            return removed

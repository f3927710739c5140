"""Retention rules. A rule removes rows, or the personal data in them, after a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Max, Q, QuerySet

from hub.alerts.models import AlertDelivery
from hub.appraisal.models import Appraisal
from hub.assessment.models import Assessment, SampledMatter
from hub.audit.findings import do_each
from hub.cases.entitlements import cut_off
from hub.cases.models import Case, Complaint, Entitlement, MissingPaper, SavedDraft, Task, TimelineEntry
from hub.cases.states import ANSWERED
from hub.certificates.models import Certificate
from hub.channels.models import Call, Question, Request, Review, UnfoundWords
from hub.core.clock import local_day
from hub.departments.models import Delivery, DeliveryState, Incoming, Stranger
from hub.files.models import UploadSession
from hub.notify.models import ResidentMessage
from hub.operations.retention_of_files import (
    delete_files,
    delete_parts,
    list_old_parts,
    list_paper_checks,
    list_unfollowed_uploads,
    list_unused_files,
)
from hub.operations.retention_periods import LOG, PROOF, SOON, UNUSED
from hub.places.models import CasePlace
from hub.queues.models import Appointment, QueueAlarm, Ticket
from hub.registers.models import RegisterAnswer
from hub.residents.models import Consent, Correction, Mandate, Organisation, Resident, ResidentFact

_WHOSE = ["resident", "organisation", "mandate", "applicant", "answers", "answer", "fingerprint"]
_FINAL = [state.value for state in ANSWERED]


@dataclass(frozen=True)
class RetentionRule:
    """`keeps`: for how long after the last event; None where each row has its own day, or the settings say it."""

    name: str
    rows: Callable[[datetime], "QuerySet[Any]"]
    remove: Callable[["QuerySet[Any]"], object] = lambda rows: rows.delete()
    keeps: timedelta | None = None


def _facts(now: datetime) -> "QuerySet[Any]":
    return ResidentFact.objects.filter(keep_until__lt=local_day(now))


def _consents(now: datetime) -> "QuerySet[Any]":
    return Consent.objects.filter(kept_until__lt=local_day(now - PROOF))


def _corrections(now: datetime) -> "QuerySet[Any]":
    """Returns the old corrections, undecided ones too."""
    return Correction.objects.filter(asked_at__lt=now - PROOF).filter(
        Q(decided_at=None) | Q(decided_at__lt=now - PROOF)
    )


def _mandates(now: datetime) -> "QuerySet[Any]":
    """Returns the old mandates, but for those that belong to a case."""
    return Mandate.objects.filter(until__lt=local_day(now - PROOF), cases=None)


def _entitlements(now: datetime) -> "QuerySet[Any]":
    return Entitlement.objects.filter(last_day__lt=local_day(now - PROOF))


def _cases(now: datetime) -> "QuerySet[Any]":
    """Returns cases closed long ago that still say whose they were; an emptied one has no fingerprint."""
    closed = Case.objects.filter(state__in=_FINAL).exclude(fingerprint="")
    return closed.annotate(last=Max("timeline__at")).filter(last__lt=now - timedelta(days=settings.CASE_KEEP_DAYS))


def _empty_cases(cases: "QuerySet[Any]") -> None:
    """Empties the cases: each stays, for the figures, without its person and every word written about it."""
    extra_tasks = Task.objects.filter(case__in=cases, step=None)  # the steps' names are the item's own
    extra_tasks.update(name=None)
    Task.objects.filter(case__in=cases).update(finding=None)
    TimelineEntry.objects.filter(case__in=cases).update(note=None)
    MissingPaper.objects.filter(supplement__case__in=cases).update(name=None)
    Delivery.objects.filter(case__in=cases).update(body=None)
    do_each(Entitlement.objects.filter(case__in=cases), cut_off)
    UploadSession.objects.filter(case__in=cases).delete()
    CasePlace.objects.filter(case__in=cases).delete()
    Complaint.objects.filter(case__in=cases).update(words=None, answer=None)
    Certificate.objects.filter(case__in=cases).update(content=None, pdf=None, address=None)
    do_each(cases.only(*Case.sealed_columns, "seal"), _empty_case)


def _empty_case(case: Case) -> None:
    case.resident = case.organisation = case.mandate = case.applicant = None
    case.answers, case.answer, case.fingerprint = {}, "", ""
    case.save(update_fields=_WHOSE)


def _drafts(now: datetime) -> "QuerySet[Any]":
    return SavedDraft.objects.filter(expires_at__lte=now)


def _deliveries(now: datetime) -> "QuerySet[Any]":
    """Returns messages to departments that were given up."""
    given_up = Delivery.objects.filter(state=DeliveryState.GIVEN_UP, ended_at__lt=now - UNUSED)
    return given_up.exclude(body=None)


def _empty_deliveries(deliveries: "QuerySet[Any]") -> None:
    deliveries.update(body=None)


def _incoming(now: datetime) -> "QuerySet[Any]":
    return Incoming.objects.filter(at__lt=now - LOG)


def _alerts(now: datetime) -> "QuerySet[Any]":
    return AlertDelivery.objects.exclude(ended_at=None).filter(ended_at__lt=now - LOG)


def _resident_messages(now: datetime) -> "QuerySet[Any]":
    """Returns the old messages to residents, also those that were never sent."""
    rows = ResidentMessage.objects.filter(until__lt=now - UNUSED).exclude(ended_at__gte=now - UNUSED)
    return rows.exclude(details=None, address=None, text=None, resident=None)


def _empty_resident_messages(messages: "QuerySet[Any]") -> None:
    """Empties the messages: each row stays, for the figures of messages and their cost, and with the case."""
    messages.update(details=None, address=None, text=None, resident=None)


def _old_resident_messages(now: datetime) -> "QuerySet[Any]":
    return ResidentMessage.objects.filter(made_at__lt=now - PROOF)


def _unknown_keys(now: datetime) -> "QuerySet[Any]":
    return Stranger.objects.filter(hour__lt=now - LOG)


def _calls(now: datetime) -> "QuerySet[Any]":
    return Call.objects.filter(question__in=_questions(now))


def _questions(now: datetime) -> "QuerySet[Any]":
    """Returns the old questions, unanswered ones too."""
    old = Question.objects.filter(made_at__lt=now - PROOF)
    return old.filter(Q(answered_at=None) | Q(answered_at__lt=now - PROOF))


def _requests(now: datetime) -> "QuerySet[Any]":
    """Returns the old requests, in any state."""
    return Request.objects.filter(made_at__lt=now - PROOF)


def _reviews(now: datetime) -> "QuerySet[Any]":
    with_words = Q(comment__isnull=False) | Q(answer__isnull=False)
    return Review.objects.filter(with_words, made_at__lt=now - PROOF)


def _empty_reviews(reviews: "QuerySet[Any]") -> None:
    """Empties the reviews; the grade stays."""
    reviews.update(comment=None, answer=None)


def _unfound_words(now: datetime) -> "QuerySet[Any]":
    return UnfoundWords.objects.filter(day__lt=local_day(now - LOG))


def _appointments(now: datetime) -> "QuerySet[Any]":
    past = Appointment.objects.filter(starts_at__lt=now - UNUSED)
    with_personal_data: QuerySet[Any] = past.exclude(number_hash="", number=None, phone=None)
    return with_personal_data


def _empty_appointments(appointments: "QuerySet[Any]") -> None:
    appointments.update(number=None, number_hash="", phone=None)


def _tickets(now: datetime) -> "QuerySet[Any]":
    """Returns the old tickets with a window's note."""
    return Ticket.objects.filter(issued_at__lt=now - UNUSED).exclude(note=None)


def _empty_tickets(tickets: "QuerySet[Any]") -> None:
    tickets.update(note=None)


def _strangers(now: datetime) -> "QuerySet[Any]":
    """Returns residents of whom nothing is left but name and number."""
    return _left_alone(Resident, now)


def _organisations(now: datetime) -> "QuerySet[Any]":
    """Returns organisations in whose name nobody acts or has acted."""
    return _left_alone(Organisation, now)


def _left_alone(model: type[Resident] | type[Organisation], now: datetime) -> "QuerySet[Any]":
    unused = {f"{relation.name}__isnull": True for relation in model._meta.related_objects}
    return model._default_manager.filter(created_at__lt=now - UNUSED, **unused)


def _queue_alarms(now: datetime) -> "QuerySet[Any]":
    return QueueAlarm.objects.filter(cleared_at__lt=now - LOG)


def _appraisals(now: datetime) -> "QuerySet[Any]":
    return Appraisal.objects.filter(last__lt=local_day(now - PROOF))


def _surveys(now: datetime) -> "QuerySet[Any]":
    """Returns what residents answered to assessors long ago."""
    return SampledMatter.objects.filter(answered_at__lt=now - PROOF).exclude(answers=None)


def _empty_surveys(surveys: "QuerySet[Any]") -> None:
    surveys.update(answers=None)


def _assessments(now: datetime) -> "QuerySet[Any]":
    """Returns assessments that are older than any case of theirs has to be."""
    return Assessment.objects.filter(made_at__lt=now - 2 * PROOF)


def _register_answers(now: datetime) -> "QuerySet[Any]":
    return RegisterAnswer.objects.filter(keep_until__lt=now)


def _sessions(now: datetime) -> "QuerySet[Any]":
    return Session.objects.filter(expire_date__lt=now)


def _attempts(now: datetime) -> "QuerySet[Any]":
    attempts: QuerySet[Any] = AccessAttempt.objects.filter(attempt_time__lt=now - UNUSED)
    return attempts


RULES = (
    RetentionRule("facts", _facts),
    RetentionRule("consents", _consents, keeps=PROOF),
    RetentionRule("corrections", _corrections, keeps=PROOF),
    RetentionRule("cases", _cases, _empty_cases, keeps=timedelta(days=settings.CASE_KEEP_DAYS)),
    RetentionRule("drafts", _drafts),
    RetentionRule("uploads without an application", list_unfollowed_uploads, keeps=UNUSED),
    RetentionRule("checks of papers", list_paper_checks, keeps=PROOF),
    RetentionRule("parts of files", list_old_parts, delete_parts, keeps=SOON),
    RetentionRule("files", list_unused_files, delete_files, keeps=SOON),
    RetentionRule("answers of registers", _register_answers),
    RetentionRule("entitlements", _entitlements, keeps=PROOF),
    RetentionRule("mandates", _mandates, keeps=PROOF),
    RetentionRule("messages given up", _deliveries, _empty_deliveries, keeps=UNUSED),
    RetentionRule("messages that came in", _incoming, keeps=LOG),
    RetentionRule("messages about alarms", _alerts, keeps=LOG),
    RetentionRule("messages to residents", _resident_messages, _empty_resident_messages, keeps=UNUSED),
    RetentionRule("old messages to residents", _old_resident_messages, keeps=PROOF),
    RetentionRule("messages without a key", _unknown_keys, keeps=LOG),
    RetentionRule("appointments", _appointments, _empty_appointments, keeps=UNUSED),
    RetentionRule("tickets", _tickets, _empty_tickets, keeps=UNUSED),
    RetentionRule("alarms of queues", _queue_alarms, keeps=LOG),
    RetentionRule("calls", _calls, keeps=PROOF),
    RetentionRule("questions", _questions, keeps=PROOF),
    RetentionRule("requests", _requests, keeps=PROOF),
    RetentionRule("reviews", _reviews, _empty_reviews, keeps=PROOF),
    RetentionRule("words searched for in vain", _unfound_words, keeps=LOG),
    RetentionRule("residents", _strangers, keeps=UNUSED),
    RetentionRule("organisations", _organisations, keeps=UNUSED),
    RetentionRule("appraisals", _appraisals, keeps=PROOF),
    RetentionRule("answers to assessors", _surveys, _empty_surveys, keeps=PROOF),
    RetentionRule("assessments", _assessments, keeps=2 * PROOF),
    RetentionRule("sessions", _sessions),
    RetentionRule("log-in attempts", _attempts, keeps=UNUSED),
)

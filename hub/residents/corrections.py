"""Residents say what is wrong; staff check it and decide."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import QuerySet

from contract import residents as c
from contract.text import text
from hub.audit.services import record
from hub.catalogue.areas import Area
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.residents.consents import keep_facts_until
from hub.residents.models import STAFF, Correction, Resident, ResidentFact
from hub.residents.services import keep_fact
from hub.staff.scopes import Action, areas_of, require

_MOST = 100  # corrections in an answer


@transaction.atomic
def ask(
    resident: Resident, request: c.CorrectionWanted, area: Area, actor: models.Model | None, now: datetime
) -> Correction:
    """Records a request for correction; the fact stays as it is. Raises Refused."""
    if request.key == "number":
        raise refused_field("key", "fixed", text("The number itself cannot be corrected."))
    values = {"resident": resident, "area": area, "key": request.key, "asked_at": now}
    secret = {"value": request.value, "reason": request.reason}
    correction, new = Correction.objects.get_or_create(id=request.id, defaults={**values, **secret})
    if not new and (correction.resident_id, correction.key, correction.value) != (
        resident.pk,
        request.key,
        request.value,
    ):
        raise RequestRefused(409)
    if new:
        record(
            actor, "ask correction", f"resident {resident.pk}", {"correction": str(correction.pk), "key": request.key}
        )
    return correction


@transaction.atomic
def decide(correction: Correction, user: User, accepted: bool, answer: str, now: datetime) -> None:
    """Takes the correction over into the record, or not, and tells the resident why. Raises PermissionDenied,
    Refused."""
    require(user, Action.DECIDE_CORRECTIONS)
    row = within(user).select_for_update(of=("self",)).filter(pk=correction.pk).first()
    if row is None:
        raise RequestRefused(404)
    if row.state != c.CorrectionState.OPEN:
        raise RequestRefused(409, text("This request has been decided already."))
    if not accepted and not answer:
        raise refused_field("answer", "required", text("A refusal needs a reason."))
    state = c.CorrectionState.ACCEPTED if accepted else c.CorrectionState.REFUSED
    row.state, row.answer, row.decided_at, row.decided_by = state.value, answer, now, user
    row.save()
    if accepted:
        _take_over(row, now)
    record(user, f"correction {state}", f"resident {row.resident_id}", {"correction": str(row.pk), "key": row.key})


def _take_over(correction: Correction, now: datetime) -> None:
    keep_until = keep_facts_until(correction.resident, local_day(now)) or local_day(now)
    keep_fact(correction.resident, correction.key, correction.value, STAFF, now, keep_until)


def within(user: User) -> QuerySet[Correction]:
    """Returns the requests of the user's areas, oldest first."""
    mine = Correction.objects.filter(area__in=areas_of(user))
    return mine.select_related("resident", "area").order_by("asked_at", "id")


def for_staff(user: User, everything: bool) -> tuple[c.StaffCorrection, ...]:
    """Returns those of one's areas that wait, the oldest first; or all of them. That they were read is in the audit
    log."""
    require(user, Action.DECIDE_CORRECTIONS)
    rows = within(user) if everything else within(user).filter(state=c.CorrectionState.OPEN)
    corrections = tuple(map(staff_view, rows[:_MOST]))
    record(user, "read corrections", "corrections", {"corrections": [str(row.id) for row in corrections]})
    return corrections


def staff_view(row: Correction) -> c.StaffCorrection:
    fact = ResidentFact.objects.filter(resident=row.resident, key=row.key).first()
    return c.StaffCorrection(
        id=row.pk,
        area=row.area.code,
        resident=row.resident.name,
        key=row.key,
        known=fact.value if fact else None,
        value=row.value,
        reason=row.reason,
        asked_at=row.asked_at,
        state=c.CorrectionState(row.state),
        answer=row.answer,
    )


def corrections_of(resident: Resident) -> c.Corrections:
    rows = Correction.objects.filter(resident=resident).order_by("-asked_at", "-id")[:_MOST]
    return c.Corrections(corrections=tuple(message(row) for row in rows))


def message(row: Correction) -> c.Correction:
    return c.Correction(
        id=row.pk,
        key=row.key,
        value=row.value,
        state=c.CorrectionState(row.state),
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        answer=row.answer,
    )

"""The moves of a case by staff, departments' systems and residents. Each raises Refused where it is not allowed."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from contract.cases import CaseState
from contract.casework import EntitlementDates, Move
from contract.text import Text, text
from hub.cases import clocks, tasks
from hub.cases.actors import Actor
from hub.cases.entitlements import grant
from hub.cases.models import Case, Event
from hub.cases.moves import own_areas
from hub.cases.timeline import add_timeline_entry, check_move, lock, move
from hub.catalogue.models import Area
from hub.core.problems import RequestRefused, refused_field
from languages.registry import DEFAULT

_NONE = Text()
_WITHDRAWN = text("Withdrawn as the applicant wished.")


def carry_out(
    case: Case, move: Move, words: Text | None, by: Actor, now: datetime, entitlement: EntitlementDates | None = None
) -> Case:
    """Carries out any of the moves below. `words` is a note, and for a decision or refusal the answer to the resident;
    `entitlement` goes with a decision."""
    if entitlement is not None and move is not Move.DECIDE:
        raise refused_field("entitlement", "not_decided", text("Only a decision grants something."))
    match move:
        case Move.ACCEPT:
            return accept(case, by, now, words)
        case Move.BEGIN:
            return begin(case, by, now, words)
        case Move.DECIDE:
            return decide(case, words or _NONE, by, now, entitlement)
        case Move.REFUSE:
            return refuse(case, words or _NONE, by, now)
        case Move.WITHDRAW:
            return withdraw(case, by, now)
        case Move.DELIVER:
            return deliver(case, by, now, words)


@transaction.atomic
def accept(case: Case, by: Actor, now: datetime, note: Text | None = None) -> Case:
    """Accepts the case (受理). Where there was no first contact, who accepts is. The work begins: the first steps
    become tasks."""
    case = lock(case)
    check_move(case, CaseState.ACCEPTED)
    if case.state == CaseState.SUPPLEMENT_WANTED:
        raise RequestRefused(409, text("Papers are still missing."))
    if case.department is None:
        raise RequestRefused(409, text("The item's department is no more."))
    if case.first_contact is None and by.staff is not None:
        case.first_contact = case.responsible = by.staff
    move(case, CaseState.ACCEPTED, by, now, note)
    tasks.open_next(case, by, now)
    case.save()
    return case


@transaction.atomic
def begin(case: Case, by: Actor, now: datetime, note: Text | None = None) -> Case:
    """Records that somebody has begun to work on it."""
    case = lock(case)
    if case.state == CaseState.SUPPLEMENT_WANTED:
        raise RequestRefused(409, text("Papers are still missing."))
    move(case, CaseState.IN_PROGRESS, by, now, note)
    return case


@transaction.atomic
def decide(case: Case, answer: Text, by: Actor, now: datetime, entitlement: EntitlementDates | None = None) -> Case:
    """Decides the case (办结), with the one answer to the resident, once every step is done or left out. `entitlement`:
    what is granted, from when until when. Raises Refused."""
    case = lock(case)
    check_move(case, CaseState.DECIDED)
    tasks.close_for(case, now)
    _end(case, CaseState.DECIDED, answer, by, now)
    if entitlement is not None:
        grant(case, entitlement, by, now)
    return case


@transaction.atomic
def refuse(case: Case, answer: Text, by: Actor, now: datetime) -> Case:
    """Refuses the case (不予受理), with the reason."""
    case = lock(case)
    _end(case, CaseState.REFUSED, answer, by, now)
    return case


@transaction.atomic
def withdraw(case: Case, by: Actor, now: datetime) -> Case:
    """Withdraws the case (撤回), as the resident wants it."""
    case = lock(case)
    _end(case, CaseState.WITHDRAWN, _WITHDRAWN, by, now)
    return case


@transaction.atomic
def deliver(case: Case, by: Actor, now: datetime, note: Text | None = None) -> Case:
    """Records the delivery (送达): the result is in the resident's hands."""
    case = lock(case)
    move(case, CaseState.DELIVERED, by, now, note)
    return case


def _end(case: Case, state: CaseState, answer: Text, by: Actor, now: datetime) -> None:
    """Ends the case. None ends without an answer; the database holds to it as well."""
    check_move(case, state)
    if not answer.in_locale(DEFAULT).strip():
        raise refused_field("answer", "required", text("An answer to the resident is needed."))
    clocks.go_on(case, now)
    case.answer, case.answered_at = answer.model_dump(), now
    move(case, state, by, now)
    tasks.drop_all(case, now)


@transaction.atomic
def hand_on(case: Case, to: User, by: Actor, now: datetime, note: Text | None = None) -> Case:
    """Makes somebody else answer for the case. The caller checks who may: the one who does so now, or a head."""
    case = lock(case)
    if case.state in (CaseState.DELIVERED, CaseState.WITHDRAWN, CaseState.REFUSED):
        raise RequestRefused(409, text("The case is over."))
    case.first_contact = case.first_contact or to
    case.responsible = to
    case.save(update_fields=["first_contact", "responsible"])
    add_timeline_entry(case, Event.HANDED_ON, by, now, note, public=False)
    return case


@transaction.atomic
def hand_over(case: Case, to: Area, by: Actor, now: datetime) -> Case:
    """Hands a case that was taken in elsewhere to its own area. What is open there begins again: the departments'
    systems of the area it leaves hear that their tasks are dropped, and those of its own get theirs. Raises Refused.
    """
    case = lock(case)
    areas = own_areas(case)
    if not areas.exists():
        raise RequestRefused(409, text("The case is being worked on and stays where it is."))
    if to == case.area:
        raise RequestRefused(409, text("The case is in that area already."))
    if not areas.filter(pk=to.pk).exists():
        raise refused_field("area", "elsewhere", text("This item is not handed to that area."))
    case.area = to
    case.save(update_fields=["area"])
    add_timeline_entry(case, Event.HANDED_OVER, by, now, text("Handed to {area}.", area=to.name))
    tasks.begin_again(case, by, now)
    return case

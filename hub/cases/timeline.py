"""The timeline, and the one place where a case changes its state."""

from datetime import datetime

from contract.cases import CaseState
from contract.text import Text, text
from hub.audit.services import record as audit
from hub.cases.actors import Actor
from hub.cases.models import Case, Event, TimelineEntry
from hub.cases.signals import timeline_added
from hub.cases.states import LEGAL, NAMES
from hub.core.problems import RequestRefused

_NONE = Text()


def lock(case: Case) -> Case:
    """Locks the case until the transaction ends, and returns it as it now stands. Raises ChangedPastHub."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("item_version__item")
    return rows.get(pk=case.pk).check_seal()


def add_timeline_entry(
    case: Case, event: Event, by: Actor, at: datetime, note: Text | None = None, public: bool = True
) -> None:
    """Adds a line to the timeline, and one to the audit log."""
    note = note or _NONE
    TimelineEntry.objects.create(
        case=case,
        at=at,
        event=event.value,
        state=case.state,
        public=public,
        staff=by.staff,
        kiosk=by.kiosk,
        department=by.department,
        note=note or Text(),
    )
    audit(by.audited, f"{event.value} case", f"case {case.code}", {"state": case.state})
    timeline_added.send(TimelineEntry, case=case, event=event, at=at)


def move(case: Case, to: CaseState, by: Actor, at: datetime, note: Text | None = None) -> None:
    """Sets a new state, if it may follow. The caller holds the case's lock. Raises Refused (409)."""
    check_move(case, to)
    case.state = to.value
    case.save()
    add_timeline_entry(case, Event.MOVED, by, at, note)


def check_move(case: Case, *to: CaseState) -> None:
    """Checks that one of the states may follow. Raises Refused (409) where none of the states may follow."""
    if not LEGAL[CaseState(case.state)] & set(to):
        state, target = NAMES[CaseState(case.state)], NAMES[to[0]]
        raise RequestRefused(
            409,
            text("A case that is {state} cannot be {wanted}.", state=state, wanted=target),
        )

"""The moves that a case's state allows. Who may make them is in `hub.cases.access`."""

from collections.abc import Sequence

from django.db.models import QuerySet

from contract.cases import CaseState
from contract.casework import Move
from contract.catalogue import Item
from hub.cases.models import Case, Supplement, Task
from hub.cases.states import LEGAL
from hub.cases.tasks import list_unfinished
from hub.catalogue.models import Area

_LEADS_TO = {
    Move.ACCEPT: CaseState.ACCEPTED,
    Move.BEGIN: CaseState.IN_PROGRESS,
    Move.DECIDE: CaseState.DECIDED,
    Move.REFUSE: CaseState.REFUSED,
    Move.WITHDRAW: CaseState.WITHDRAWN,
    Move.DELIVER: CaseState.DELIVERED,
}
_NEEDS_PAPERS = (Move.ACCEPT, Move.BEGIN)
_NOT_BEGUN = (CaseState.SUBMITTED, CaseState.SUPPLEMENT_WANTED, CaseState.ACCEPTED)


def moves_now(case: Case, tasks: Sequence[Task] | None = None) -> list[Move]:
    """Returns the moves that are legal. No decision while a step or another's part is not finished, or papers are
    missing. `tasks`: the case's, where they were read before."""
    legal = [move for move, state in _LEADS_TO.items() if state in LEGAL[CaseState(case.state)]]
    blocked: tuple[Move, ...] = _NEEDS_PAPERS if case.state == CaseState.SUPPLEMENT_WANTED else ()
    if Move.DECIDE in legal and list_unfinished(case, tasks):
        blocked = (*blocked, Move.DECIDE)
    return [move for move in legal if move not in blocked]


def may_want_papers(case: Case) -> bool:
    """Returns whether the resident can be told what is missing: once."""
    told_before = Supplement.objects.filter(case=case).exists()
    return CaseState.SUPPLEMENT_WANTED in LEGAL[CaseState(case.state)] and not told_before


def own_areas(case: Case) -> QuerySet[Area]:
    """Returns the areas to which it can be handed over: where it was taken in and below, or anywhere for an item of
    通办; none once it is worked on.
    """
    if case.state not in _NOT_BEGUN:
        return Area.objects.none()
    item = Item.model_validate(case.item_version.content)
    return Area.objects.all() if item.elsewhere else case.taken_in.within()

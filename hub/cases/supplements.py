"""一次性告知: all that a case lacks is told in one list, once; its limits stand still until it is there."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from contract.cases import CaseState
from contract.catalogue import Item
from contract.text import Text, text
from hub.cases import clocks
from hub.cases.actors import Actor
from hub.cases.models import Case, Event, MissingPaper, Pause, Supplement
from hub.cases.timeline import add_timeline_entry, check_move, lock, move
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field

_NOTE = text("Please bring the papers listed.")
_COMPLETE = text("All papers are there.")
_RECEIVED = text("A paper was received.")


@transaction.atomic
def want(case: Case, papers: Sequence[Text], by: Actor, now: datetime) -> Case:
    """Tells the resident everything that is missing. A second time is refused, by anyone. Raises Refused."""
    if not papers:
        raise refused_field("papers", "required", text("List all the papers that are missing."))
    case = lock(case)
    check_move(case, CaseState.SUPPLEMENT_WANTED)
    if Supplement.objects.filter(case=case).exists():
        raise RequestRefused(409, text("What is missing may be told only once."))
    supplement = Supplement.objects.create(case=case, wanted_at=now, wanted_by=by.staff, back_to=case.state)
    MissingPaper.objects.bulk_create(MissingPaper(supplement=supplement, name=p) for p in papers)
    if not case.pause:
        clocks.pause(case, Pause.PAPERS, now)
    else:
        case.pause = Pause.PAPERS.value  # it stood still for a notice, and does so until the papers are there
    move(case, CaseState.SUPPLEMENT_WANTED, by, now, _NOTE)
    return case


@transaction.atomic
def receive(case: Case, papers: Iterable[MissingPaper], by: Actor, now: datetime) -> Case:
    """Records papers that came in. With the last of them the case goes on where it was, and its limits with it. Raises
    Refused."""
    case = lock(case)
    supplement = Supplement.objects.filter(case=case).first()
    if supplement is None or case.state != CaseState.SUPPLEMENT_WANTED:
        raise RequestRefused(409, text("This case wants no papers."))
    missing = supplement.papers.filter(pk__in=[paper.pk for paper in papers], received_at=None)
    if not missing.update(received_at=now):
        return case
    add_timeline_entry(case, Event.PAPER_RECEIVED, by, now, _RECEIVED)
    if not supplement.papers.filter(received_at=None).exists():
        supplement.complete_at = now
        supplement.save(update_fields=["complete_at"])
        if case.notice_until is not None and case.notice_until >= local_day(now):
            case.pause = Pause.NOTICE.value
        else:
            clocks.go_on(case, now)
        move(case, CaseState(supplement.back_to), by, now, _COMPLETE)
    return case


def list_named_papers(case: Case, places: Collection[str]) -> list[Text]:
    """Returns the papers of the item at those places, as it names them, in every language."""
    papers = Item.model_validate(case.item_version.content).papers
    return [paper.name for place, paper in enumerate(papers) if str(place) in places]


def still_missing(case: Case) -> tuple[Text, ...]:
    """Returns the papers still to be brought, and only those; none where the case waits for none."""
    if case.state != CaseState.SUPPLEMENT_WANTED:
        return ()
    rows = MissingPaper.objects.filter(supplement__case=case, received_at=None)
    return tuple(row.name for row in rows)

"""After the hub went back in time: kiosks tell what it had acknowledged and which numbers it gave, and hear what it
lacks. What they hold they send again; for the rest the people have to be asked."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.epochs import HighestNumber, Missing, Reconciliation, SentEntry
from contract.text import text
from hub.audit.services import record
from hub.cases.models import Case
from hub.catalogue.areas import Area
from hub.channels.models import Question, Request, Review
from hub.core.problems import RequestRefused
from hub.files.kept_papers import list_received
from hub.kiosks import epochs
from hub.kiosks.alarms import raise_once
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.models import AlarmKind, Kiosk, ReturnedEntry
from hub.queues.models import Ticket
from hub.residents.models import Consent

router = Router(tags=["kiosks"])

# A series goes on above the highest number that is on anybody's paper.
_RAISE = """
    INSERT INTO queues_series (site_id, prefix, day, last) VALUES (%s, %s, %s, %s)
    ON CONFLICT (site_id, prefix, day) DO UPDATE SET last = excluded.last WHERE queues_series.last < excluded.last
"""


def _present(rows: type[models.Model]) -> Callable[[Collection[UUID]], set[UUID]]:
    return lambda ids: set(rows._default_manager.filter(pk__in=ids).values_list("pk", flat=True))


def _confirmed(ids: Collection[UUID]) -> set[UUID]:
    """Returns those that were confirmed: a number that was only reserved in the backup was printed since."""
    return set(Ticket.objects.filter(pk__in=ids, confirmed_at__isnull=False).values_list("pk", flat=True))


# Nobody misses a kind that is not here: a number that was void, or what only a later release knows.
_PRESENT: dict[str, Callable[[Collection[UUID]], set[UUID]]] = {
    "submission": _present(Case),
    "question": _present(Question),
    "review": _present(Review),
    "entry_request": _present(Request),
    "consent": _present(Consent),
    "ticket_issued": _present(Ticket),
    "ticket_printed": _confirmed,
    "paper_piece": list_received,
}


@router.post("kiosks/reconcile", response=Missing)
def reconcile(request: HttpRequest, body: Reconciliation) -> Missing:
    """Takes from a kiosk that has noticed another epoch the highest numbers that it saw and what the hub
    acknowledged since the time it went back to, and hears what is missing. It can be repeated."""
    return take_reconciliation(kiosk_asking(request), body, timezone.now())


@transaction.atomic
def take_reconciliation(kiosk: Kiosk, report: Reconciliation, now: datetime) -> Missing:
    """Takes what a kiosk reports, and returns what is missing. Raises Refused where the epoch is over already."""
    epoch, _ = epochs.current(now)
    if report.epoch != epoch.name:
        raise RequestRefused(409, text("The data went back once more; tell it again."), for_good=False)
    _raise_series(kiosk.site_id, report.numbers)
    lacking = {kind: _missing(report.sent, kind) for kind in _PRESENT}
    missing = [entry for entry in report.sent if entry.id in lacking.get(entry.kind, ())]
    _keep(kiosk, epoch.name, missing, now)
    if report.last:
        Kiosk.objects.filter(pk=kiosk.pk).update(epoch=epoch.name)
        _tell_staff(kiosk, epoch.name, now)
    return Missing(missing=tuple(entry.id for entry in missing))


def _raise_series(site: int, numbers: tuple[HighestNumber, ...]) -> None:
    with connection.cursor() as cursor:
        for number in numbers:
            day = connection.ops.adapt_datefield_value(number.day)
            cursor.execute(_RAISE, [site, number.prefix, day, number.last])


def _missing(sent: tuple[SentEntry, ...], kind: str) -> set[UUID]:
    ids = {entry.id for entry in sent if entry.kind == kind}
    return ids - _PRESENT[kind](ids)


def _keep(kiosk: Kiosk, epoch: str, missing: list[SentEntry], now: datetime) -> None:
    rows = [
        ReturnedEntry(epoch=epoch, kiosk=kiosk, entry=row.id, kind=row.kind, code=row.code, held=row.held, told_at=now)
        for row in missing
    ]
    ReturnedEntry.objects.bulk_create(rows, ignore_conflicts=True)


def _tell_staff(kiosk: Kiosk, epoch: str, now: datetime) -> None:
    rows = ReturnedEntry.objects.filter(kiosk=kiosk, epoch=epoch)
    held, lost = rows.filter(held=True).count(), rows.filter(held=False).count()
    if held or lost:
        raise_once(kiosk, AlarmKind.RESTORED, "", f"+{held} -{lost}", now)
    record(kiosk, "take up epoch", f"epoch {epoch}", {"sent again": held, "to ask for": lost})


@dataclass(frozen=True)
class Returned:
    """The entries that the data lacked after they went back. `back`: it is here again; else, where the kiosk does not
    hold it, its person has to be asked for it."""

    row: ReturnedEntry
    back: bool


def list_returned(areas: QuerySet[Area], most: int = 200) -> list[Returned]:
    """Returns them, first what is not back yet."""
    rows = list(ReturnedEntry.objects.filter(kiosk__site__area__in=areas).select_related("kiosk")[:most])
    present = {kind: find({row.entry for row in rows if row.kind == kind}) for kind, find in _PRESENT.items()}
    returned = [Returned(row, row.entry in present[row.kind]) for row in rows]
    return sorted(returned, key=lambda one: (one.back, one.row.held))

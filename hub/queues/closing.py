"""The end of a day: one who still waits, is held or stands at a window of an earlier day does so no more."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from contract.tickets import TicketState
from hub.audit.services import record
from hub.kiosks.models import Site
from hub.queues.models import CallOutcome, CallRecord, Ticket

_LEFT_OVER = [TicketState.WAITING.value, TicketState.HELD.value, TicketState.CALLED.value]
_AT_ONCE = 1000


def close_days(now: datetime) -> int:
    """Closes what is left of the days before today, each site's by its own midnight; returns how many tickets.

    Who was being served counts as served, though nobody knows until when; who waited in vain has a void number. Nobody
    need know any more whose numbers they were.
    """
    zones = list(Site.objects.order_by().values_list("time_zone", flat=True).distinct())
    for zone in zones:
        _before_today(zone, now).exclude(holder="").update(holder="")
    return sum(_close(_list_left_over(zone, now), now) for zone in zones)


def _list_left_over(zone: str, now: datetime) -> QuerySet[Ticket]:
    return _before_today(zone, now).filter(state__in=_LEFT_OVER)


def _before_today(zone: str, now: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(day__lt=now.astimezone(ZoneInfo(zone)).date(), site__time_zone=zone)


@transaction.atomic
def _close(left: QuerySet[Ticket], now: datetime) -> int:
    rows = left.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:_AT_ONCE])
    if not keys:
        return 0
    tickets = Ticket.objects.filter(pk__in=keys)
    CallRecord.objects.filter(ticket__in=keys, ended_at=None).update(ended_at=now, outcome=CallOutcome.DAY_OVER)
    tickets.filter(state=TicketState.CALLED).update(state=TicketState.SERVED, served_at=now)
    tickets.exclude(state=TicketState.SERVED).update(state=TicketState.VOID, voided_at=now)
    record(None, "close day", "tickets", {"tickets": len(keys)})
    return len(keys)

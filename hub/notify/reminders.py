"""Messages that a time calls for, and no act of anybody: an appointment tomorrow, a number about to be called, the end
of an entitlement."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from contract.catalogue import Privacy
from contract.queues import AppointmentState
from contract.tickets import TicketState
from hub.audit.findings import do_each
from hub.cases.entitlements import list_to_renew
from hub.core.clock import local_day
from hub.kiosks.own_pages import own_pages
from hub.kiosks.sites import day_at, zone_at
from hub.notify.models import MessageEvent, ResidentMessage
from hub.notify.queueing import News, in_each_language, is_told, queue_message
from hub.notify.readiness import PURPOSES, list_ready
from hub.queues.models import Appointment, Ticket
from hub.queues.order import count_ahead
from hub.residents.models import Resident

_AHEAD = 3  # with that many before it, a number is about to be called
_POINTLESS = timedelta(minutes=10)
_DAY_AHEAD = timedelta(hours=48)  # tomorrow ends by then at the latest
_MOVED = Concat("code", Value(" moved"))  # to another day: that is told, too
_SUBJECT = Case(When(moved_from=None, then="code"), default=_MOVED, output_field=CharField())
_ENTITLEMENT = Concat(Value("entitlement "), Cast("pk", CharField()))


def remind_of_appointments(now: datetime) -> int:
    """Tells of appointments of tomorrow, by the day of their site; returns how many are new."""
    if not list_ready() or not is_told(MessageEvent.APPOINTMENT):
        return 0
    booked = Appointment.objects.filter(state=AppointmentState.BOOKED.value, starts_at__gt=now)
    rows = booked.filter(starts_at__lt=now + _DAY_AHEAD, number_hash__in=_agreeing())
    rows = rows.annotate(subject=_SUBJECT).exclude(subject__in=_subjects(MessageEvent.APPOINTMENT, now))
    appointments = list(rows.select_related("hours__service", "hours__site").order_by("starts_at"))
    residents = _residents_of({row.number_hash for row in appointments})
    return sum(_remind(row, residents.get(row.number_hash), now) for row in appointments)


def _remind(row: Any, resident: Resident | None, now: datetime) -> bool:
    site = row.hours.site_id
    day = day_at(site, row.starts_at)
    if resident is None or day != day_at(site, now) + timedelta(days=1):
        return False
    service = row.hours.service
    details = {
        "service": service.name.model_dump(),
        "code": row.code,
        "day": in_each_language(day),
        "time": f"{row.starts_at.astimezone(zone_at(site)):%H:%M}",
    }
    news = News(
        MessageEvent.APPOINTMENT, row.subject, resident, details,
        area=row.hours.site.area_id, phone=row.phone or "", privacy=Privacy(service.privacy), until=row.starts_at,
    )  # fmt: skip
    return queue_message(news, now)


def remind_of_entitlements(now: datetime) -> int:
    """Tells of entitlements that are to be renewed, each once; returns how many are new."""
    if not list_ready() or not is_told(MessageEvent.ENTITLEMENT):
        return 0
    messages = ResidentMessage.objects.filter(event=MessageEvent.ENTITLEMENT.value)
    rows = list_to_renew(local_day(now)).filter(resident__number_hash__in=_agreeing())
    rows = rows.annotate(subject=_ENTITLEMENT).exclude(subject__in=messages.values_list("subject", flat=True))
    return do_each(rows.select_related("resident", "item"), lambda row: _remind_to_renew(row, now))


def _remind_to_renew(row: Any, now: datetime) -> bool:
    link = f"{settings.HUB_PAGES}guides/{row.item.code}/" if settings.HUB_PAGES else ""
    details = {"item": row.name.model_dump(), "day": in_each_language(row.last_day), "link": link}
    news = News(
        MessageEvent.ENTITLEMENT, row.subject, row.resident, details,
        area=row.area_id, privacy=Privacy(row.privacy),
    )  # fmt: skip
    return queue_message(news, now)


def announce_turns(now: datetime) -> int:
    """Tells those who took a number with their card, or logged in at the city, and are soon called or would be; returns
    how many are new. A number from the phone that was checked in is the same number."""
    if not list_ready() or not is_told(MessageEvent.TURN):
        return 0
    days = [timezone.localtime(now).date() + timedelta(days=shift) for shift in (-1, 0, 1)]  # at any site
    from_phones = Q(state=TicketState.RESERVED.value, kiosk__in=own_pages())
    theirs = Ticket.objects.filter(day__in=days, holder__in=_agreeing())
    waiting = theirs.filter(Q(state=TicketState.WAITING.value) | from_phones)
    subjects = set(_subjects(MessageEvent.TURN, now))
    rows = waiting.select_related("service", "site").order_by("stands_from")
    fresh = [row for row in rows if _subject(row) not in subjects and row.day == day_at(row.site_id, now)]
    residents = _residents_of({row.holder for row in fresh})
    return sum(_announce(row, residents[row.holder], now) for row in fresh if row.holder in residents)


def _subject(ticket: Ticket) -> str:
    return f"number {ticket.site_id} {ticket.day} {ticket.number}"


def _announce(ticket: Ticket, resident: Resident, now: datetime) -> bool:
    ahead = count_ahead(ticket)
    if ahead > _AHEAD:
        return False
    details = {"number": ticket.number, "ahead": str(ahead)}
    news = News(
        MessageEvent.TURN, _subject(ticket), resident, details,
        area=ticket.site.area_id, privacy=Privacy(ticket.service.privacy), until=now + _POINTLESS,
    )  # fmt: skip
    return queue_message(news, now)


def _subjects(event: MessageEvent, now: datetime) -> "QuerySet[ResidentMessage, str]":
    """Returns the subjects of which messages were queued recently."""
    rows = ResidentMessage.objects.filter(event=event.value, made_at__gte=now - 2 * _DAY_AHEAD)
    return rows.values_list("subject", flat=True)


def _agreeing() -> "QuerySet[Resident, str]":
    """Returns the number hashes of those who agreed to messages at some time."""
    purposes = {"consents__purpose__code__in": PURPOSES.values(), "consents__given": True}
    return Resident.objects.filter(**purposes).values_list("number_hash", flat=True)


def _residents_of(hashes: set[str]) -> dict[str, Resident]:
    return {row.number_hash: row for row in Resident.objects.filter(number_hash__in=hashes)}

"""Appointments: places in office hours on working days; checking in issues a number that is called in its time."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from contract import queues as q
from contract.cases import case_code, read_case_code
from contract.queues import AppointmentState
from contract.text import text
from contract.tickets import Priority, TicketState
from hub.audit.services import record
from hub.calendar.selectors import special_days
from hub.calendar.working_days import is_working_day
from hub.catalogue.models import Service
from hub.core.found_rows import list_found
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.models import Kiosk, Site
from hub.kiosks.sites import day_at, zone_at
from hub.queues.models import Appointment, OfficeHours, Ticket
from hub.queues.services import give
from hub.residents.selectors import number_hashes

AHEAD = timedelta(days=30)  # how far in advance a place may be taken
AT_ONCE = 3  # appointments that one person may have ahead
EARLY = timedelta(minutes=30)  # one may check in from that long before
LATE = timedelta(minutes=15)  # after which the appointment has no priority
_ARRIVED = text("This appointment has been checked in already.")
Taken = Counter[tuple[int, datetime]]  # places by hours and time
_LIVE = (AppointmentState.BOOKED.value, AppointmentState.ARRIVED.value)


def free_slots(site: Site, service: str, day: date, now: datetime) -> tuple[q.Slot, ...]:
    """Returns the places of a day that can still be taken, in order of time."""
    if not _is_ahead(site, day, now) or not is_working_day(day, special_days(day)):
        return ()
    rows = OfficeHours.objects.filter(site=site, service__code=service, weekday=day.weekday())
    booked = _count_taken(site, day, day)
    slots = (slot for hours in rows for slot in _free(hours, day, booked, now))
    return tuple(sorted(slots, key=lambda slot: slot.starts_at))


def offer(site: Site, now: datetime) -> q.Offer:
    """Returns by service the days on which a place can still be taken."""
    first = day_at(site.pk, now)
    special, booked = special_days(first), _count_taken(site, first, first + AHEAD)
    ahead = (first + timedelta(days=number) for number in range(AHEAD.days + 1))
    working = [day for day in ahead if is_working_day(day, special)]
    free_days: dict[str, set[date]] = {}
    for hours in OfficeHours.objects.filter(site=site).select_related("service"):
        free = {day for day in working if day.weekday() == hours.weekday and any(_free(hours, day, booked, now))}
        free_days.setdefault(hours.service.code, set()).update(free)
    services = sorted((code, sorted(free)) for code, free in free_days.items() if free)
    return q.Offer(services=tuple(q.OfferedDays(service=code, days=tuple(free)) for code, free in services))


def book(booking: q.Booking, site: Site, now: datetime, by: Kiosk | User | None = None) -> Appointment:
    """Books a place. The same request again gets the same one. Raises Refused."""
    existing = Appointment.objects.select_related("hours__service").filter(pk=booking.id).first()
    if existing is not None:
        return _same(existing, booking)
    try:
        with transaction.atomic():
            hours = lock_hours(booking, site, now)
            _check_not_too_many(booking, now)
            row = Appointment.objects.create(
                id=booking.id,
                code=case_code(booking.id),
                hours=hours,
                starts_at=booking.starts_at,
                number=booking.number or None,
                number_hash=number_hashes(booking.number)[0] if booking.number else "",
                phone=booking.phone or None,
                state=AppointmentState.BOOKED.value,
                made_at=now,
            )
            record(by, "book appointment", f"appointment {row.code}")
            return row
    except IntegrityError:
        existing = Appointment.objects.select_related("hours__service").filter(pk=booking.id).first()
        if existing is None:  # of all codes, this one was given before
            raise RequestRefused(409, text("Please try again.")) from None
        return _same(existing, booking)  # the same request, at the same time


def find(search: q.AppointmentSearch, site: Site, now: datetime) -> tuple[Appointment, ...]:
    """Returns a person's appointments from today on, or the one of a code, soonest first."""
    rows = Appointment.objects.select_related("hours__service").filter(hours__site=site)
    if search.number:
        today = datetime.combine(day_at(site.pk, now), datetime.min.time(), zone_at(site.pk))
        return tuple(list_found(rows.filter(number_hash__in=number_hashes(search.number), starts_at__gte=today)[:20]))
    return tuple(rows.filter(code=read_case_code(search.code or "") or ""))


def of_day(site: Site, day: date) -> tuple[q.Appointment, ...]:
    """Returns who is expected on a day, soonest first."""
    begins = datetime.combine(day, datetime.min.time(), zone_at(site.pk))
    rows = Appointment.objects.select_related("hours__service").filter(hours__site=site, starts_at__gte=begins)
    return tuple(map(message, rows.filter(starts_at__lt=begins + timedelta(days=1)).order_by("starts_at", "code")))


@transaction.atomic
def cancel(search: q.AppointmentSearch, site: Site, now: datetime, by: Kiosk | User | None = None) -> Appointment:
    """Cancels the appointment: the place is free again. Raises Refused."""
    appointment = _lock_appointment(search, site, now)
    if appointment.state == AppointmentState.ARRIVED:
        raise RequestRefused(409, text("This appointment has been checked in already and cannot be cancelled."))
    appointment.state = AppointmentState.CANCELLED.value
    appointment.save(update_fields=["state"])
    record(by, "cancel appointment", f"appointment {appointment.code}")
    return appointment


@transaction.atomic
def check_in(arrival: q.CheckIn, kiosk: Kiosk, now: datetime) -> Ticket:
    """Returns the number of somebody with an appointment today: reserved, then to be printed and confirmed as any
    other.

    In time it goes before those without an appointment; who is late stands with them. Asked again with the same id it
    is the same number; a new id after a failed print gets a new number. Raises Refused.
    """
    site = Site.objects.get(pk=kiosk.site_id)
    appointment = _lock_appointment(arrival, site, now)
    if appointment.ticket_id == arrival.ticket:
        return Ticket.objects.select_related("service").get(pk=arrival.ticket)
    _may_check_in(appointment, now)
    _end_for_good(appointment.ticket_id)
    in_time = now <= appointment.starts_at + LATE
    priority = Priority.APPOINTMENT if in_time else None
    try:
        with transaction.atomic():
            ticket = give(arrival.ticket, site.pk, appointment.hours.service, now, kiosk=kiosk, priority=priority)
    except IntegrityError:
        raise RequestRefused(409, text("This id belongs to another ticket.")) from None
    appointment.state, appointment.ticket = AppointmentState.ARRIVED.value, ticket
    appointment.save(update_fields=["state", "ticket"])
    record(kiosk, "check in", f"appointment {appointment.code}", {"ticket": str(ticket.pk)})
    return ticket


def message(row: Appointment) -> q.Appointment:
    return q.Appointment(
        code=row.code,
        service=row.hours.service.code,
        starts_at=row.starts_at,
        state=AppointmentState(row.state),
        moved_from=row.moved_from,
    )


def _end_for_good(ticket: UUID | None) -> None:
    """Voids for good the number before, which was not confirmed in time: a late confirmation no longer counts. Raises
    Refused."""
    if ticket is None:
        return
    ended = Ticket.objects.filter(pk=ticket, state=TicketState.VOID.value).update(expired=False)
    if not ended:  # it was confirmed at this very moment
        raise RequestRefused(409, _ARRIVED)


def _may_check_in(appointment: Appointment, now: datetime) -> None:
    """Checks that one may check in. Raises Refused."""
    if appointment.state == AppointmentState.CANCELLED:
        raise RequestRefused(409, text("This appointment was cancelled."))
    if appointment.ticket is not None and appointment.ticket.voided_at is None:
        raise RequestRefused(409, _ARRIVED)
    if now < appointment.starts_at - EARLY:
        raise RequestRefused(409, text("You can check in from 30 minutes before your appointment."))
    site = appointment.hours.site_id
    if day_at(site, now) != day_at(site, appointment.starts_at):
        raise RequestRefused(409, text("That day is over; please take a number."))


def _lock_appointment(search: q.AppointmentSearch, site: Site, now: datetime) -> Appointment:
    """Locks the appointment and returns it: with a card, the first one that is still to come or just missed. Raises
    Refused."""
    live = [row for row in find(search, site, now) if row.state in _LIVE or search.code]
    if isinstance(search, q.CheckIn):
        live.sort(key=lambda row: (row.ticket_id != search.ticket, row.state != AppointmentState.BOOKED, row.starts_at))
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("hours__service", "ticket")
    appointment = rows.filter(pk=live[0].pk).first() if live else None
    if appointment is None:
        raise RequestRefused(404, text("No appointment was found."))
    return appointment


def _same(existing: Appointment, booking: q.Booking) -> Appointment:
    if existing.starts_at != booking.starts_at or existing.hours.service.code != booking.service:
        raise RequestRefused(409, text("This id belongs to another appointment."))
    return existing


def _check_not_too_many(booking: q.Booking, now: datetime) -> None:
    """Checks that the person has not too many appointments. Raises Refused."""
    hashes = number_hashes(booking.number) if booking.number else ()
    theirs = Appointment.objects.filter(number_hash__in=hashes, state=AppointmentState.BOOKED.value, starts_at__gt=now)
    if hashes and theirs.count() >= AT_ONCE:
        raise RequestRefused(
            409,
            text("Nobody may hold more than {most} appointments; cancel one first.", most=AT_ONCE),
        )


def lock_hours(booking: q.Booking, site: Site, now: datetime) -> OfficeHours:
    """Locks and returns the hours that have a free place then, so that no place is given twice. Raises Refused."""
    if not Service.objects.filter(code=booking.service).exists():
        raise refused_field("service", "unknown_service", text("There is no such service."))
    day = day_at(site.pk, booking.starts_at) if now < booking.starts_at < now + AHEAD + timedelta(days=1) else None
    if day and _is_ahead(site, day, now) and is_working_day(day, special_days(day)):
        that_day = OfficeHours.objects.filter(site=site, service__code=booking.service, weekday=day.weekday())
        for hours in that_day.select_for_update(of=("self",)).select_related("service"):
            if any(
                slot.starts_at == booking.starts_at for slot in _free(hours, day, _count_taken(site, day, day), now)
            ):
                return hours
    raise refused_field("starts_at", "no_place", text("There is no free place at that time."))


def _is_ahead(site: Site, day: date, now: datetime) -> bool:
    today = day_at(site.pk, now)
    return today <= day <= today + AHEAD


def _free(hours: OfficeHours, day: date, booked: Taken, now: datetime) -> Iterator[q.Slot]:
    """Yields times still to come at which a place is left, on a working day."""
    for at in _starts(hours, day):
        free = hours.places - booked[hours.pk, at]
        if at > now and free > 0:
            yield q.Slot(starts_at=at, free=free)


def _starts(hours: OfficeHours, day: date) -> Iterator[datetime]:
    zone = zone_at(hours.site_id)
    at, last = datetime.combine(day, hours.starts, zone), datetime.combine(day, hours.ends, zone)
    step = timedelta(minutes=max(hours.minutes, 1))
    while at + step <= last:
        yield at
        at += step


def _count_taken(site: Site, first: date, last: date) -> Taken:
    zone, midnight = zone_at(site.pk), datetime.min.time()
    ends = datetime.combine(last + timedelta(days=1), midnight, zone)
    live = Appointment.objects.filter(hours__site=site, state__in=_LIVE, starts_at__lt=ends)
    rows = live.filter(starts_at__gte=datetime.combine(first, midnight, zone)).values_list("hours", "starts_at")
    return Counter(rows)

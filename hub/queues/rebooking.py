"""Appointments on a day that became a day off move to the next free place, and both sides are told."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from contract import queues as q
from contract.queues import AppointmentState
from hub.audit.services import record
from hub.calendar.selectors import special_days
from hub.calendar.working_days import is_working_day
from hub.kiosks.models import Kiosk, Site
from hub.kiosks.sites import day_at
from hub.queues.appointments import AHEAD, free_slots, lock_hours
from hub.queues.models import Appointment, OfficeHours


def move_bookings(now: datetime) -> int:
    """Moves every appointment ahead whose day is no working day; returns how many there were."""
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED.value, starts_at__gt=now)
    special = special_days(now.date() - timedelta(days=1))
    days = [(row.pk, day_at(row.hours.site_id, row.starts_at)) for row in rows.select_related("hours")]
    keys = [key for key, day in days if not is_working_day(day, special)]
    return sum(_move(key, now) for key in keys)


@transaction.atomic
def _move(key: UUID, now: datetime) -> bool:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("hours__site", "hours__service")
    row = rows.filter(pk=key, state=AppointmentState.BOOKED.value).first()
    if row is None:
        return False
    place = _next_place(row, now)
    row.moved_from, row.told_at = row.moved_from or row.starts_at, None
    if place is None:
        row.state = AppointmentState.CANCELLED.value
    else:
        row.hours, row.starts_at = place
    row.save(update_fields=["moved_from", "told_at", "state", "hours", "starts_at"])
    record(None, "move appointment", f"appointment {row.code}", {"cancelled": place is None})
    return True


def _next_place(row: Appointment, now: datetime) -> tuple[OfficeHours, datetime] | None:
    """Returns the place of the same time on the next day that has one, else that day's first; None within the
    days that can be booked.
    """
    site, service = row.hours.site, row.hours.service.code
    day = day_at(site.pk, row.starts_at)
    for number in range(1, AHEAD.days + 1):
        starts = [slot.starts_at for slot in free_slots(site, service, day + timedelta(days=number), now)]
        if starts:
            same = row.starts_at + timedelta(days=number)
            at = same if same in starts else starts[0]
            return lock_hours(q.Booking(id=row.pk, service=service, starts_at=at), site, now), at
    return None


def list_to_tell(site: Site) -> list[Appointment]:
    """Returns the moved appointments of a site whose people do not know yet, soonest first."""
    rows = Appointment.objects.filter(hours__site=site, moved_from__isnull=False, told_at=None)
    return list(rows.select_related("hours__service").order_by("moved_from", "code"))


def record_told(rows: QuerySet[Appointment], by: Kiosk | User | None, now: datetime) -> int:
    """Records that the people know of it, told by staff or by having read it at a kiosk; returns how many."""
    codes = list(rows.filter(moved_from__isnull=False, told_at=None).values_list("code", flat=True))
    Appointment.objects.filter(code__in=codes).update(told_at=now)
    for code in codes:
        record(by, "tell appointment moved", f"appointment {code}")
    return len(codes)

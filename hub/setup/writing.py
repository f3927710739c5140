"""The writing of the steps. Each is in one transaction and may be sent twice; two administrators come one after the
other.

All raise ValidationError where something cannot be so.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import product

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contract.text import Text
from hub.audit.services import record
from hub.calendar.models import SpecialDay
from hub.calendar.services import forget_day, set_day
from hub.catalogue.models import Item, Service
from hub.catalogue.seeding import seed
from hub.catalogue.services import publish
from hub.catalogue.starter import starter_catalogue
from hub.catalogue.starter.wordings import starter_text
from hub.channels.starter import seed_directory
from hub.kiosks import services as kiosks
from hub.kiosks.models import MAIN, Site
from hub.kiosks.sites import forget_zones
from hub.queues.models import OfficeHours, Window
from hub.setup.progress import FINISHED, HOLIDAYS, HOURS, ITEMS, KIOSK, SITE, STAFF, WINDOWS, mark_step
from hub.staff.members import NewMember, create_member
from hub.staff.owners import assign_owners


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window as it is to be: its name and the codes of its services."""

    window: int
    name: Text
    services: Sequence[str]


@dataclass(frozen=True, slots=True)
class Week:
    """Spans of time in which appointments are given, on these days (0: Monday), `places` places each `minutes`
    minutes."""

    weekdays: Sequence[int]
    spans: Sequence[tuple[time, time]]
    minutes: int
    places: int


@contextmanager
def _one_at_a_time() -> Iterator[Site]:
    with transaction.atomic():
        yield Site.objects.select_for_update().get(pk=MAIN)


def set_site(name: Text, code: str, time_zone: str, by: User, now: datetime) -> None:
    with _one_at_a_time() as site:
        site.name, site.code, site.time_zone = name, code, time_zone
        site.full_clean()
        site.save()
        forget_zones()
        mark_step(SITE, by, now)


def seed_catalogue(by: User) -> None:
    """Writes the starter catalogue and directory; what is there already stays as it is."""
    with _one_at_a_time():
        seed_directory()
        seed(starter_catalogue())
        record(by, "seed catalogue", "catalogue")


def offer_items(codes: Sequence[str], by: User, now: datetime) -> None:
    """Offers these items and no others; kiosks get them with their next catalogue."""
    with _one_at_a_time():
        Item.objects.filter(code__in=codes).update(offered=True)
        Item.objects.exclude(code__in=codes).update(offered=False)
        publish(now)
        mark_step(ITEMS, by, now)


def set_windows(rows: Sequence[WindowRow], count: int, by: User, now: datetime) -> None:
    """Changes the windows that are there as the rows say; then adds those missing to the count, each for all
    services."""
    with _one_at_a_time() as site:
        for row in rows:
            window = Window.objects.filter(pk=row.window, site=site).first()
            if window is not None:
                _set_window(window, row)
        _add_windows(site, count)
        mark_step(WINDOWS, by, now)


def _set_window(window: Window, row: WindowRow) -> None:
    window.name = row.name
    window.full_clean()
    window.save(update_fields=["name"])
    window.services.set(Service.objects.filter(code__in=row.services))


def _add_windows(site: Site, count: int) -> None:
    position = 0
    while Window.objects.filter(site=site).count() < count:
        position += 1
        name = starter_text("{number}号窗口", number=position)
        if any(window.name == name for window in Window.objects.filter(site=site)):
            continue
        window = Window(site=site, name=name, position=position)
        window.full_clean()
        window.save()
        window.services.set(Service.objects.all())


def add_member(member: NewMember, by: User, now: datetime) -> User:
    """Creates an account. Items that nobody answers for get a head of their department at once."""
    with _one_at_a_time():
        user = create_member(member, by)
        assign_owners()
        mark_step(STAFF, by, now)
    return user


def set_hours(week: Week, by: User, now: datetime) -> None:
    """Sets the first site's hours, for all services. Hours in which somebody has an appointment stay."""
    with _one_at_a_time() as site:
        services = Service.objects.filter(offered=True)
        rows = [_hours(site, *parts, week) for parts in product(services, week.weekdays, week.spans)]
        current = OfficeHours.objects.filter(pk__in=[row.pk for row in rows])
        OfficeHours.objects.filter(site=site, appointment=None).exclude(pk__in=current.values("pk")).delete()
        mark_step(HOURS, by, now)


def _hours(site: Site, service: Service, weekday: int, span: tuple[time, time], week: Week) -> OfficeHours:
    starts, ends = span
    key = {"site": site, "service": service, "weekday": weekday, "starts": starts, "ends": ends}
    row = OfficeHours.objects.filter(**key).first() or OfficeHours(**key)
    row.minutes, row.places = week.minutes, week.places
    row.full_clean()
    row.save()
    return row


def set_holiday(day: date, working: bool, name: str, by: User, now: datetime) -> None:
    with _one_at_a_time():
        row = SpecialDay.objects.filter(day=day).first() or SpecialDay(day=day)
        row.working, row.name = working, name
        row.full_clean()
        set_day(row)
        mark_step(HOLIDAYS, by, now)


def remove_holiday(day: int, by: User, now: datetime) -> None:
    with _one_at_a_time():
        row = SpecialDay.objects.filter(pk=day).first()
        if row is not None:
            forget_day(row)
            mark_step(HOLIDAYS, by, now)


def make_kiosk_code(name: str, by: User, now: datetime) -> str:
    """Returns the code, which is shown this once. Raises RequestRefused."""
    with _one_at_a_time() as site:
        code = kiosks.make_code(name, site, by, now)
        mark_step(KIOSK, by, now)
    return code


def finish(missing: Sequence[str], by: User, now: datetime) -> None:
    if missing:
        raise ValidationError(_("Some steps are still to be done."))
    with _one_at_a_time():
        mark_step(FINISHED, by, now)

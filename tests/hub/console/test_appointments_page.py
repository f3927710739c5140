"""Appointments on their page."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from hub.calendar.models import SpecialDay
from hub.catalogue.models import Service
from hub.core.clock import local_day
from hub.kiosks.models import Site
from hub.queues.models import Appointment, OfficeHours
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def day() -> str:
    """A working day next week on which advice is given."""
    day = local_day(timezone.now()) + timedelta(days=7)
    SpecialDay.objects.update_or_create(day=day, defaults={"working": True})
    site, advice = Site.objects.get(code="centre"), Service.objects.get(code="advice")
    OfficeHours.objects.create(
        site=site, service=advice, weekday=day.weekday(), starts=time(14), ends=time(15), minutes=30, places=1
    )
    return day.isoformat()


def a_booking(day: str) -> dict[str, str]:
    return {"id": str(uuid4()), "site": "centre", "service": "advice", "starts_at": f"{day}T14:00:00+08:00"}


def test_a_place_is_given_and_given_back(day: str) -> None:
    window = Reader(staff(Role.WINDOW))
    address = f"appointments/?site=centre&day={day}&service=advice"
    assert "14:30" in window.page(address)
    page = window.send("appointments/book/", a_booking(day) | {"phone": "13912345678"})
    row = Appointment.objects.get()
    assert page.count(row.code) > 1
    assert "13912345678" not in page
    assert f"{day}T14:00" not in window.page(address)
    window.send("appointments/cancel/", {"site": "centre", "code": row.code})
    assert f"{day}T14:00" in window.page(address)


def test_a_place_that_is_gone_is_told(day: str) -> None:
    window = Reader(staff(Role.WINDOW))
    window.send("appointments/book/", a_booking(day))
    assert "约满" in window.send("appointments/book/", a_booking(day))
    assert 'role="alert"' in window.send("appointments/book/", {"site": "centre"})
    window.send("appointments/cancel/", {"site": "centre", "code": "none"}, status=404)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "soon"])
def test_a_day_at_the_end_of_the_calendar_is_none(database: None, day: str) -> None:
    window = Reader(staff(Role.WINDOW))
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in window.page(f"appointments/?day={day}")


def test_anothers_site_is_not_there(day: str) -> None:
    elsewhere = Reader(staff(Role.WINDOW, [a_street()]))
    elsewhere.page("appointments/?site=centre", status=404)
    elsewhere.send("appointments/book/", a_booking(day), status=404)

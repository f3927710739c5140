"""Appointments on the phone: a free place is taken, shown by its code, and given back."""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from contract.cases import case_code
from hub.catalogue.models import Service
from hub.kiosks.models import Site
from hub.queues.models import Appointment, OfficeHours
from tests.hub.caller import Kiosk
from tests.hub.pages.phone import Phone, input_of, text_of


@pytest.fixture
def day(phone: Phone) -> str:
    """The address of a day on which there is a free place for advice, one each half hour."""
    site, advice = Site.objects.get(code="centre"), Service.objects.get(code="advice")
    for weekday in range(7):
        times = {"starts": time(9), "ends": time(10), "minutes": 30, "places": 1}
        OfficeHours.objects.create(site=site, service=advice, weekday=weekday, **times)
    offer = phone.page("centres/centre/appointments/")
    return str(re.findall(r'href="/web/(centres/centre/appointments/advice/[-\d]+/)"', offer)[-1])


def book(phone: Phone, day: str, status: int = 200, /, **changes: str) -> str:
    page = phone.page(day)
    form = {"id": input_of(page, "id"), "starts_at": first_slot(page), "phone": "", **changes}
    return phone.send(day, form, status)


def first_slot(page: str) -> str:
    return input_of(page, "starts_at").replace("&#x27;", "'")


def test_a_place_is_booked_found_at_the_kiosk_and_given_back(phone: Phone, kiosk: Kiosk, day: str) -> None:
    booked = book(phone, day, phone="13912345678")
    code = text_of(booked, "appointment-code")
    found = kiosk.post("appointments/search", {"code": code}).json()["appointments"]
    assert [row["service"] for row in found] == ["advice"]
    assert len(re.findall('name="starts_at"', phone.page(day))) == 1
    shown = Phone().send("appointments/", {"code": code.lower()})
    assert code in shown
    assert "13912345678" not in shown
    assert "已取消" in phone.send("appointments/cancel/", {"code": code})
    assert len(re.findall('name="starts_at"', phone.page(day))) == 2


def test_the_same_form_sent_twice_is_one_appointment(phone: Phone, day: str) -> None:
    page = phone.page(day)
    form = {"id": input_of(page, "id"), "starts_at": first_slot(page)}
    codes = {text_of(phone.send(day, form), "appointment-code") for _ in range(2)}
    assert len(codes) == Appointment.objects.count() == 1


def test_a_place_that_is_gone_is_said_to_be_on_the_form(phone: Phone, day: str) -> None:
    page = phone.page(day)
    book(Phone(), day)
    late = phone.send(day, {"id": input_of(page, "id"), "starts_at": first_slot(page)}, 422)
    assert 'role="alert"' in late
    assert 'name="starts_at"' in late


@pytest.mark.parametrize(
    "changes",
    [{"id": "x"}, {"starts_at": ""}, {"starts_at": "2026-01-01T09:00:00"}, {"phone": "号码"}, {"phone": "9" * 50}],
)
def test_odd_bookings_are_refused(phone: Phone, day: str, changes: dict[str, str]) -> None:
    assert 'role="alert"' in book(phone, day, 422, **changes)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "0000-00-00"])
def test_a_day_that_is_none_is_not_there(phone: Phone, day: str) -> None:
    phone.page(f"centres/centre/appointments/advice/{day}/", status=404)


def test_one_address_books_so_many_an_hour(phone: Phone, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.web.bookings.BOOKINGS", 1)
    book(phone, day)
    book(phone, day, 429)


def test_guessed_codes_are_counted(phone: Phone, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.web.bookings.GUESSES", 2)
    for code in (case_code(uuid4()), "nonsense"):
        phone.send("appointments/", {"code": code}, 404)
    phone.send("appointments/", {"code": case_code(uuid4())}, 429)


def test_what_begins_soon_or_is_past_is_not_offered(phone: Phone, day: str) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    assert 'name="starts_at"' not in phone.page(f"centres/centre/appointments/advice/{yesterday}/")

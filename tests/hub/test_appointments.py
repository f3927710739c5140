from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from contract.queues import AppointmentSearch, Booking, CheckIn
from hub.calendar.models import SpecialDay
from hub.calendar.services import set_day
from hub.catalogue.models import Service
from hub.core.problems import RequestRefused
from hub.kiosks import rate_limits
from hub.kiosks.models import Kiosk, Site
from hub.queues import appointments, services, windows
from hub.queues.models import OfficeHours
from tests.hub.caller import Kiosk as Caller
from tests.hub.halls import NOON, a_window, minutes, queue_up
from tests.hub.sample import a_number

TWO = NOON + minutes(120)  # 14:00 at the site


@pytest.fixture
def site(database: None) -> Site:
    """Places for advice on Mondays from 14:00 to 15:00, two each half hour."""
    site = Site.objects.get(code="centre")
    advice = Service.objects.get(code="advice")
    OfficeHours.objects.create(
        site=site, service=advice, weekday=0, starts=time(14), ends=time(15), minutes=30, places=2
    )
    return site


def book(site: Site, at: datetime = TWO, **more: Any) -> Any:
    return appointments.book(Booking(id=uuid4(), service="advice", starts_at=at, **more), site, NOON)


def a_kiosk(site: Site) -> Kiosk:
    return Kiosk.objects.create(name=f"kiosk {uuid4()}", site=site, token_hash=uuid4().hex, created_at=NOON)


def test_places_are_given_until_there_are_none(site: Site) -> None:
    def free() -> list[int]:
        return [slot.free for slot in appointments.free_slots(site, "advice", date(2031, 6, 2), NOON)]

    assert free() == [2, 2]
    first = book(site)
    assert free() == [1, 2]
    book(site)
    assert free() == [2]
    with pytest.raises(RequestRefused):
        book(site)
    appointments.cancel(AppointmentSearch(code=first.code), site, NOON)
    book(site)


def test_the_days_with_a_free_place_are_offered(site: Site) -> None:
    def offered() -> dict[str, tuple[date, ...]]:
        return {row.service: row.days for row in appointments.offer(site, NOON).services}

    mondays = tuple(date(2031, 6, 2) + timedelta(days=7 * week) for week in range(5))
    assert offered() == {"advice": mondays}
    set_day(SpecialDay(day=mondays[1], working=False))
    for at in (TWO, TWO, TWO + minutes(30), TWO + minutes(30)):
        last = book(site, at)
    assert offered() == {"advice": mondays[2:]}
    appointments.cancel(AppointmentSearch(code=last.code), site, NOON)
    assert offered() == {"advice": (mondays[0], *mondays[2:])}
    assert appointments.offer(site, TWO + minutes(30)).services[0].days == mondays[2:]
    OfficeHours.objects.update(weekday=6)
    assert offered() == {}


@pytest.mark.parametrize(
    "at", [TWO + minutes(10), TWO - minutes(30), TWO + timedelta(days=1), TWO + timedelta(days=70)]
)
def test_only_the_places_on_offer_can_be_taken(site: Site, at: datetime) -> None:
    with pytest.raises(RequestRefused):
        book(site, at)


def test_a_holiday_has_no_places(site: Site) -> None:
    labour_day = date(2025, 5, 5)  # a Monday; the calendar knows it
    before = datetime(2025, 5, 1, tzinfo=NOON.tzinfo)
    assert appointments.free_slots(site, "advice", labour_day, before) == ()
    assert appointments.free_slots(site, "advice", labour_day + timedelta(days=7), before)


def test_the_same_booking_sent_again_is_one_place(site: Site) -> None:
    wanted = Booking(id=uuid4(), service="advice", starts_at=TWO)
    assert appointments.book(wanted, site, NOON).code == appointments.book(wanted, site, NOON).code
    other_time = wanted.model_copy(update={"starts_at": TWO + minutes(30)})
    with pytest.raises(RequestRefused):
        appointments.book(other_time, site, NOON)


def test_who_checks_in_with_the_card_goes_before_those_without_an_appointment(site: Site) -> None:
    queue_up(TWO - minutes(60))
    book(site, number=a_number())
    arrival = CheckIn(number=a_number(), ticket=uuid4())
    kiosk = a_kiosk(site)
    with pytest.raises(RequestRefused):
        appointments.check_in(arrival, kiosk, TWO - minutes(31))
    number = appointments.check_in(arrival, kiosk, TWO - minutes(20)).number
    assert appointments.check_in(arrival, kiosk, TWO - minutes(19)).number == number
    with pytest.raises(RequestRefused):
        appointments.check_in(CheckIn(number=a_number(), ticket=uuid4()), kiosk, TWO - minutes(18))
    services.confirm(arrival.ticket, TWO - minutes(18))
    window, clerk = a_window(["advice"])
    called = windows.call_next(window, clerk, TWO - minutes(17))
    assert called is not None
    assert called.number == number


def test_a_number_that_was_not_printed_can_be_asked_for_again(site: Site) -> None:
    code, kiosk = book(site).code, a_kiosk(site)
    first = appointments.check_in(CheckIn(code=code, ticket=uuid4()), kiosk, TWO)
    services.void(first.pk, TWO)
    second = appointments.check_in(CheckIn(code=code, ticket=uuid4()), kiosk, TWO)
    assert second.number != first.number


def test_a_number_that_expired_and_was_replaced_is_not_confirmed_late(site: Site) -> None:
    code, kiosk = book(site).code, a_kiosk(site)
    first = appointments.check_in(CheckIn(code=code, ticket=uuid4()), kiosk, TWO)
    services.expire_reserved(TWO + minutes(11))
    second = appointments.check_in(CheckIn(code=code, ticket=uuid4()), kiosk, TWO + minutes(12))
    services.confirm(second.pk, TWO + minutes(12))
    with pytest.raises(RequestRefused):
        services.confirm(first.pk, TWO + minutes(13))


def test_nobody_holds_more_than_three_places(site: Site) -> None:
    weeks = [TWO + timedelta(days=7 * week) for week in range(4)]
    codes = [book(site, at, number=a_number()).code for at in weeks[:3]]
    with pytest.raises(RequestRefused, match="409"):
        book(site, weeks[3], number=a_number())
    appointments.cancel(AppointmentSearch(code=codes[0]), site, NOON)
    book(site, weeks[3], number=a_number())
    book(site, weeks[3], number=a_number(777))


def test_two_ids_that_give_one_code_are_refused_and_not_a_failure(site: Site) -> None:
    first = Booking(id=uuid4(), service="advice", starts_at=TWO)
    appointments.book(first, site, NOON)
    twin = UUID(int=(first.id.int + 31**11) % 2**128)
    with pytest.raises(RequestRefused, match="409"):
        appointments.book(first.model_copy(update={"id": twin}), site, NOON)


def test_who_is_late_stands_with_the_others(site: Site) -> None:
    code = book(site).code
    late = appointments.check_in(CheckIn(code=code.lower(), ticket=uuid4()), a_kiosk(site), TWO + minutes(16))
    assert late.rank == 0


def test_neither_number_nor_phone_can_be_read_in_the_database(site: Site) -> None:
    row = book(site, number=a_number(), phone="13912345678")
    assert appointments.find(AppointmentSearch(number=a_number()), site, NOON) == (row,)
    row.refresh_from_db()
    assert (row.phone, row.number) == ("13912345678", a_number())
    raw = type(row).objects.filter(pk=row.pk).extra(select={"raw": "phone"}).values_list("raw", flat=True).get()
    assert b"139" not in bytes(raw)


def test_nobody_takes_all_places_without_a_card(site: Site, kiosk: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "NAMELESS_BOOKINGS", 2)
    OfficeHours.objects.update(places=9)
    day = appointments.offer(site, timezone.now()).services[0].days[-1]
    at = appointments.free_slots(site, "advice", day, timezone.now())[0].starts_at

    def takes(**more: str) -> int:
        status: int = kiosk.post(
            "appointments", Booking(id=uuid4(), service="advice", starts_at=at, **more)
        ).status_code
        return status

    assert [takes(), takes(), takes()] == [200, 200, 429]
    assert takes(number=a_number()) == 200

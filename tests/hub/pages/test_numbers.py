"""A number from the phone: taken at home, checked in at the kiosk, called at the window."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from contract.tickets import TicketState
from hub.audit.models import AuditEntry
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk as KioskRow
from hub.kiosks.models import Site
from hub.kiosks.tokens import token_hash
from hub.notify.reminders import announce_turns
from hub.queues import services, windows
from hub.queues.models import Ticket, Window
from hub.queues.phone_numbers import HELD_FOR, expire_phone_numbers
from hub.residents.services import get_registered
from tests.hub.caller import Kiosk
from tests.hub.halls import a_window, queue_up
from tests.hub.messaging import a_channel, agree_to
from tests.hub.pages.phone import Phone, text_of
from tests.hub.pages.test_own_licences import logs_in
from tests.hub.sample import a_person

AtWork = tuple[Window, User]
TAKE = "centres/centre/number/"


@pytest.fixture
def clerk(phone: Phone) -> AtWork:
    return a_window(["advice"])


def take(phone: Phone) -> tuple[str, str]:
    """Returns the number and the code with which it is checked in."""
    page = phone.send(TAKE, {"service": "advice"})
    return text_of(page, "number"), text_of(page, "check-in-code")


def check_in(kiosk: Kiosk, code: str, ticket: str | None = None, status: int = 200) -> str:
    """Returns the id of the kiosk's row."""
    ticket = ticket or str(uuid4())
    assert kiosk.post("appointments/check_in", {"code": code, "ticket": ticket}).status_code == status
    return ticket


def test_a_number_is_taken_checked_in_printed_and_called(phone: Phone, kiosk: Kiosk, clerk: AtWork) -> None:
    window, user = clerk
    number, code = take(phone)
    later = queue_up(timezone.now())  # somebody comes in and takes one at the kiosk
    assert "尚未签到" in phone.page("number/")
    found = kiosk.post("appointments/search", {"code": code}).json()["appointments"]
    assert [(row["code"], row["service"], row["state"]) for row in found] == [(code, "advice", "booked")]
    ticket = check_in(kiosk, code)
    printed = kiosk.post(f"tickets/{ticket}/confirm", None)
    assert printed.json()["number"] == number
    page = phone.page("number/")
    assert "等候中" in page
    assert "check-in-code" not in page
    called = windows.call_next(window, user, timezone.now())
    assert called is not None
    assert (called.number, called.pk) == (number, UUID(ticket))  # its place is that of when it was taken
    assert "请现在到" in phone.page("number/")
    assert Ticket.objects.get(pk=later.pk).state == TicketState.WAITING


def test_who_does_not_come_is_never_called_and_stands_in_nobodys_way(phone: Phone, clerk: AtWork) -> None:
    window, user = clerk
    take(phone)
    there = queue_up(timezone.now())
    assert there.ahead == 0
    called = windows.call_next(window, user, timezone.now())
    assert called is not None
    assert called.pk == there.pk


def test_the_place_counts_from_when_it_was_taken(phone: Phone, clerk: AtWork) -> None:
    queue_up(timezone.now())
    page = phone.send(TAKE, {"service": "advice"})
    queue_up(timezone.now())
    assert "您前面还有 1 人" in page
    assert "您前面还有 1 人" in phone.page("number/")


def test_one_browser_holds_one_number(phone: Phone, clerk: AtWork) -> None:
    first, _ = take(phone)
    second, _ = take(phone)
    assert first == second
    phone.send("number/drop/")
    third, _ = take(phone)
    assert third != first


def test_one_address_takes_so_many_an_hour(phone: Phone, clerk: AtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.web.numbers.NUMBERS", 2)
    for _ in range(2):
        take(Phone())
    Phone().send(TAKE, {"service": "advice"}, 429)
    take(Phone("203.0.113.9"))


def test_who_logged_in_at_the_city_is_told_before_it_is_called_and_once(
    phone: Phone, kiosk: Kiosk, clerk: AtWork
) -> None:
    resident = get_registered(a_person(), "applicant", timezone.now())
    a_channel(1)
    agree_to(resident)
    take(Phone())  # nobody's
    logs_in(phone, resident.pk)
    _, code = take(phone)
    assert announce_turns(timezone.now()) == 1
    kiosk.post(f"tickets/{check_in(kiosk, code)}/confirm", None)
    assert announce_turns(timezone.now()) == 0


@pytest.mark.parametrize("service", ["", "bulk", "no_such", "x" * 500])
def test_numbers_are_for_what_a_window_is_open_for(phone: Phone, clerk: AtWork, service: str) -> None:
    phone.send(TAKE, {"service": service}, 422)
    assert not Ticket.objects.exists()


def test_a_centre_whose_windows_are_closed_offers_none(phone: Phone) -> None:
    assert "手机取号" not in phone.page("centres/centre/")


def test_a_revoked_centre_takes_nothing(phone: Phone, clerk: AtWork) -> None:
    take(phone)
    kiosks.revoke("pages/centre")
    Phone().send(TAKE, {"service": "advice"}, 403)


def test_it_is_checked_in_once(phone: Phone, kiosk: Kiosk, clerk: AtWork) -> None:
    _, code = take(phone)
    ticket = check_in(kiosk, code)
    assert check_in(kiosk, code, ticket) == ticket  # asked again, as where the answer was lost
    kiosk.post(f"tickets/{ticket}/confirm", None)
    check_in(kiosk, code, status=409)


def test_what_could_not_be_printed_is_checked_in_again(phone: Phone, kiosk: Kiosk, clerk: AtWork) -> None:
    number, code = take(phone)
    jammed = check_in(kiosk, code)
    kiosk.post(f"tickets/{jammed}/void", None)
    ticket = check_in(kiosk, code)
    assert kiosk.post(f"tickets/{ticket}/confirm", None).json()["number"] == number
    assert kiosk.post(f"tickets/{jammed}/confirm", None).status_code == 409


def test_it_is_given_back_at_home_or_at_the_kiosk(phone: Phone, kiosk: Kiosk, clerk: AtWork) -> None:
    _, code = take(phone)
    phone.send("number/drop/")
    check_in(kiosk, code, status=409)
    _, code = take(phone)
    assert kiosk.post("appointments/cancel", {"code": code}).json()["state"] == "cancelled"
    assert "已失效" in phone.page("number/")


def test_a_number_that_nobody_came_for_ends_after_hours(phone: Phone, kiosk: Kiosk, clerk: AtWork) -> None:
    _, code = take(phone)
    now = timezone.now()
    assert services.expire_reserved(now + timedelta(minutes=30)) == 0
    assert expire_phone_numbers(now + HELD_FOR - timedelta(minutes=1)) == 0
    assert expire_phone_numbers(now + HELD_FOR + timedelta(minutes=1)) == 1
    check_in(kiosk, code, status=409)


def test_another_centre_does_not_check_it_in(phone: Phone, kiosk: Kiosk, clerk: AtWork) -> None:
    _, code = take(phone)
    elsewhere = Site.objects.create(code="east", name=Site.objects.get(code="centre").name)
    row = KioskRow.objects.get(token_hash=token_hash(kiosk.token))
    row.site = elsewhere
    row.save()
    check_in(kiosk, code, status=404)


def test_the_paper_of_any_number_tells_its_place_and_no_more(phone: Phone) -> None:
    now = timezone.now()
    queue_up(now - timedelta(minutes=1))
    ticket = queue_up(now)
    page = phone.page(f"number/{ticket.pk}/")
    assert ticket.number in page
    assert "您前面还有 1 人" in page
    assert "退号" not in page


@pytest.mark.parametrize("forged", ["x", "a" * 5000, "5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11"])
def test_a_forged_pass_holds_no_number(phone: Phone, clerk: AtWork, forged: str) -> None:
    phone.client.cookies["web_number"] = forged
    assert "当前等候" in phone.page("number/")
    phone.send("number/drop/")


def test_an_old_number_that_is_being_printed_still_counts(phone: Phone, kiosk: Kiosk, clerk: AtWork) -> None:
    number, code = take(phone)
    ticket = check_in(kiosk, code)
    services.expire_reserved(timezone.now() + timedelta(minutes=30))
    assert kiosk.post(f"tickets/{ticket}/confirm", None).json()["state"] == "waiting"
    assert text_of(phone.page("number/"), "number") == number


HERE = {"latitude": "39.9042", "longitude": "116.4074", "accuracy": "12.5"}
NO_PLACE = (
    {"accuracy": ""},
    {"latitude": "nan"},
    {"latitude": "90.5"},
    {"longitude": "1e400"},
    {"accuracy": "-1"},
    {"latitude": "3" * 4000},
)


@pytest.fixture
def near(clerk: AtWork) -> AtWork:
    """A centre that takes the positions of phones within 200 metres."""
    Site.objects.filter(code="centre").update(latitude="39.9042", longitude="116.4074", check_in_distance=200)
    return clerk


def test_a_phone_that_is_near_checks_in_and_is_called(phone: Phone, kiosk: Kiosk, near: AtWork) -> None:
    window, user = near
    number, code = take(phone)
    assert 'id="here"' in phone.page("number/")
    answer = phone.client.get("/web/number/here/")
    assert (answer["Permissions-Policy"], answer.get("Refresh")) == ("geolocation=(self)", None)
    assert phone.client.get("/web/number/")["Permissions-Policy"] == "geolocation=()"
    page = phone.send("number/here/", {**HERE, "latitude": "39.9058"})  # 178 metres north
    assert "等候中" in page
    assert "check-in-code" not in page
    check_in(kiosk, code, status=409)
    assert kiosk.post("appointments/search", {"code": code}).json()["appointments"][0]["state"] == "arrived"
    called = windows.call_next(window, user, timezone.now())
    assert called is not None
    assert called.number == number
    entry = AuditEntry.objects.get(action="check in")
    assert "39.9" not in str(entry.detail)
    phone.page("number/here/")  # leads back to the number


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"latitude": "39.9078"}, "约400米"),
        ({"longitude": "116.52"}, "约9.6公里"),
        ({"accuracy": "1200"}, "不够准确"),
    ],
)
def test_a_phone_that_is_not_there_is_told_so_and_stays_uncalled(
    phone: Phone, near: AtWork, changes: dict[str, str], told: str
) -> None:
    take(phone)
    page = phone.send("number/here/", HERE | changes, 409)
    assert told in page
    assert "自助终端凭签到码" in page
    assert Ticket.objects.get().state == TicketState.RESERVED


def test_what_is_no_position_checks_nothing_in(phone: Phone, near: AtWork) -> None:
    take(phone)
    for changes in NO_PLACE:
        assert "没有提供位置" in phone.send("number/here/", HERE | changes, 422)
    assert Ticket.objects.get().state == TicketState.RESERVED


def test_yesterdays_number_is_not_checked_in(phone: Phone, near: AtWork) -> None:
    take(phone)
    ticket = Ticket.objects.get()
    Ticket.objects.update(day=ticket.day - timedelta(days=1))
    phone.send("number/here/", HERE)
    assert Ticket.objects.get().state == TicketState.RESERVED


def test_where_it_is_off_no_phone_is_asked(phone: Phone, clerk: AtWork) -> None:
    take(phone)
    assert 'id="here"' not in phone.page("number/")
    assert "check-in-code" in phone.send("number/here/", HERE)
    assert Ticket.objects.get().state == TicketState.RESERVED
    with pytest.raises(ValidationError):
        Site(code="x", check_in_distance=200).clean()
    with pytest.raises(ValidationError):
        Site(code="x", latitude=Decimal(30)).clean()

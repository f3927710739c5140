"""A place at a time: booked, seen, given back, and checked in with for a number that goes first."""

from uuid import UUID

import pytest

from contract.cases import case_code
from kiosk.pages.kinds import CardPage, FormPage, ListPage, MenuPage, MessagePage, OutcomePage
from tests.kiosk.conftest import Lobby
from tests.kiosk.resident import Resident

HOURS = """
from datetime import time
from hub.catalogue.models import Service
from hub.queues.models import Appointment, OfficeHours
Appointment.objects.all().delete()
OfficeHours.objects.all().delete()
for weekday in range(7):
    OfficeHours.objects.create(site_id=1, service=Service.objects.get(code="general"), weekday=weekday,
                               starts=time(9), ends=time(10), places={places})
"""
EXPECTED = """
from uuid import UUID
from django.utils import timezone
from contract.cases import case_code
from hub.queues.models import Appointment, OfficeHours
key = UUID({key!r})
Appointment.objects.create(id=key, code=case_code(key), hours=OfficeHours.objects.first(), state="booked",
                           starts_at=timezone.now(), made_at=timezone.now())
"""
TICKET = """
from hub.queues.models import Appointment
row = Appointment.objects.get(code={code!r})
print(row.state, row.ticket.number, row.ticket.state, row.ticket.priority)
"""
KEY = "8d0a6e3e-5b1b-4a57-9d0c-3f2d6a1b7c55"


@pytest.fixture
def resident(lobby: Lobby) -> Resident:
    """At the page of appointments; places are given for general matters alone."""
    lobby.hub.shell(HOURS.format(places=2))
    lobby.resident.begins()
    to_appointments(lobby.resident)
    return lobby.resident


def to_appointments(resident: Resident) -> None:
    resident.answers("number")
    resident.answers(resident.sees(MenuPage).choices[-1].key)
    resident.sees(MenuPage)


def books(resident: Resident) -> None:
    """Up to where the card is asked for; of services, days and times the last."""
    resident.answers("book")
    (service,) = resident.sees(MenuPage).choices
    resident.answers(service.key)
    resident.answers(resident.sees(ListPage).rows[-1].key)
    resident.answers(resident.sees(ListPage).rows[-1].key)


def paper(lobby: Lobby) -> str:
    """Returns the slip that comes out while the last page is read."""
    pieces: list[str] = []

    def is_out() -> bool:
        pieces.extend(lobby.printed())
        return bool(pieces)

    lobby.wait_until(is_out)
    return "".join(pieces)


def finds_by_code(resident: Resident, code: str) -> ListPage:
    resident.answers("mine")
    resident.sees(CardPage)
    resident.answers("code")
    resident.sees(FormPage)
    resident.answers({"code": code.lower().replace("-", "")})
    return resident.sees(ListPage)


def test_a_place_is_booked_with_the_card_and_found_and_given_back_with_it(lobby: Lobby, resident: Resident) -> None:
    books(resident)
    resident.sees(CardPage)
    lobby.reader.do("place", card="li")
    booked = resident.sees(OutcomePage)
    assert booked.rows[0].value == "General services"
    slip = paper(lobby)
    assert booked.code in slip
    assert booked.rows[1].value in slip
    assert "李秀英" not in slip
    resident.answers("more")
    resident.sees(MenuPage)
    to_appointments(resident)
    resident.answers("mine")
    (row,) = resident.sees(ListPage, after=CardPage).rows
    assert (row.key, row.badge) == (booked.code, "Booked")
    resident.answers(row.key)
    resident.sees(MenuPage)
    resident.answers("cancel")
    resident.sees(MessagePage)
    resident.answers("cancel")
    assert resident.sees(MessagePage).text == "Your appointment is cancelled."
    resident.answers("more")
    resident.sees(MenuPage)
    to_appointments(resident)
    resident.answers("mine")
    (row,) = resident.sees(ListPage, after=CardPage).rows
    assert (row.key, row.badge) == ("", "Cancelled")


def test_back_from_the_list_leads_out_though_the_card_lies_there(lobby: Lobby, resident: Resident) -> None:
    lobby.reader.do("place", card="li")
    lobby.wait_until(lobby.devices.card_present)
    resident.answers("mine")
    resident.sees(ListPage, after=CardPage)
    resident.goes_back()
    assert [choice.key for choice in resident.sees(MenuPage).choices] == ["mine", "book"]


def test_who_checks_in_has_a_number_that_goes_first(lobby: Lobby, resident: Resident) -> None:
    lobby.hub.shell(EXPECTED.format(key=KEY))
    code = case_code(UUID(KEY))
    (row,) = finds_by_code(resident, code).rows
    resident.answers(row.key)
    resident.sees(MenuPage)
    resident.answers("check_in")
    number = resident.sees(OutcomePage)
    assert number.text == "Please wait here until your number is called: General service area"
    ticket = "".join(lobby.printed())
    assert number.code in ticket
    assert "Priority" in ticket
    state = lobby.hub.shell(TICKET.format(code=code)).split()
    assert state == ["arrived", number.code, "waiting", "appointment"]
    resident.answers("more")
    resident.sees(MenuPage)
    to_appointments(resident)
    (row,) = finds_by_code(resident, code).rows
    assert row.badge == "Checked in"
    resident.answers(row.key)
    (again,) = resident.sees(MenuPage).choices
    resident.answers(again.key)
    assert resident.sees(MessagePage).text == "This appointment has been checked in already."


def test_too_early_is_said_and_no_number_is_printed(lobby: Lobby, resident: Resident) -> None:
    books(resident)
    resident.sees(CardPage)
    resident.answers("no_card")
    code = resident.sees(OutcomePage).code
    paper(lobby)
    resident.answers("more")
    resident.sees(MenuPage)
    to_appointments(resident)
    resident.answers(finds_by_code(resident, code).rows[0].key)
    resident.sees(MenuPage)
    resident.answers("check_in")
    assert "30 minutes" in resident.sees(MessagePage).text
    assert lobby.printed() == []


def test_a_place_that_somebody_else_has_just_taken_is_chosen_again(lobby: Lobby, resident: Resident) -> None:
    lobby.hub.shell(HOURS.format(places=1))
    books(resident)
    resident.sees(CardPage)
    lobby.hub.shell(
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from uuid import uuid4\n"
        "from contract.queues import Booking\n"
        "from hub.kiosks.models import Site\n"
        "from hub.queues import appointments\n"
        "site, now = Site.objects.get(pk=1), timezone.now()\n"
        "day = appointments.offer(site, now).services[0].days[-1]\n"
        "slot = appointments.free_slots(site, 'general', day, now)[-1]\n"
        "appointments.book(Booking(id=uuid4(), service='general', starts_at=slot.starts_at), site, now)"
    )
    resident.answers("no_card")
    assert resident.sees(MessagePage).text == "There is no free place at that time."
    resident.answers("")
    (left,) = resident.sees(ListPage).rows
    resident.answers(left.key)
    resident.sees(CardPage)
    resident.answers("no_card")
    assert left.label in resident.sees(OutcomePage).rows[1].value


def test_a_wrong_code_and_a_card_without_appointments_are_said_plainly(lobby: Lobby, resident: Resident) -> None:
    resident.answers("mine")
    resident.sees(CardPage)
    resident.answers("code")
    for typed in ("nonsense", case_code(UUID(int=7**40))):
        resident.sees(FormPage)
        resident.answers({"code": typed})
    assert resident.sees(FormPage).problems == {"code": "No appointment was found with this code."}
    resident.goes_back()
    resident.sees(CardPage)
    lobby.reader.do("place", card="li")
    page = resident.sees(ListPage)
    assert (page.rows, page.empty) == ((), "There is no appointment with this card.")


def test_where_no_hours_are_set_a_number_is_what_there_is(lobby: Lobby, resident: Resident) -> None:
    lobby.hub.shell("from hub.queues.models import OfficeHours; OfficeHours.objects.all().delete()")
    resident.answers("book")
    assert "take a number" in resident.sees(MessagePage).text

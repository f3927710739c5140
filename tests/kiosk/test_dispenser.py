"""A queue number from a presenter: it counts when the ticket was taken, and is void when nobody takes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.catalogue import Service
from contract.text import Text
from contract.tickets import Priority, Ticket, TicketState
from devices.documents import Line, Pair, Qr
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from kiosk.pages.kinds import AttractPage, CardPage, CoverPage, ListPage, MenuPage, MessagePage, OutcomePage, TakePage
from kiosk.pages.page_parts import Tone
from kiosk.pages.printed import queue_ticket
from kiosk.visits import ending
from tests.kiosk.conftest import Lobby, session, settings
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.resident import Resident
from tests.kiosk.test_appointments import HOURS, to_appointments


@pytest.fixture(scope="module")
def presenter() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("presenter", tcp=True) as simulator:
        simulator.do("set", speed=20)
        yield simulator


@pytest.fixture(scope="module")
def dispensing(presenter: SimulatorProcess) -> Iterator[DeviceManager]:
    devices = DeviceManager(
        [DeviceSpec("exit_slot", "ticket_dispenser", "presenter", presenter.port, {"retract_seconds": 8})]
    )
    devices.start()
    yield devices
    devices.stop()


@pytest.fixture
def lobby(hub: HubProcess, presenter: SimulatorProcess, dispensing: DeviceManager, tmp_path: Path) -> Iterator[Lobby]:
    """A kiosk whose only device is a presenter."""
    presenter.do("clear")
    presenter.do("free")
    lobby = Lobby(Resident(), presenter, presenter, dispensing, tmp_path, hub)
    lobby.wait_until(dispensing.can_issue)
    with session(lobby.resident, dispensing, settings(tmp_path), hub.url, hub.token_file):
        lobby.wait_until((tmp_path / "catalogue.json").exists)
        yield lobby


def asks_for_a_number(lobby: Lobby) -> None:
    menu = lobby.resident.begins()
    assert not next(choice for choice in menu.choices if choice.key == "number").why_not
    lobby.resident.answers("number")
    lobby.resident.answers(lobby.resident.sees(MenuPage).choices[0].key)


def newest_is(lobby: Lobby, state: str) -> None:
    newest = "from hub.queues.models import Ticket; print(Ticket.objects.latest('issued_at').state)"
    lobby.wait_until(lambda: lobby.hub.shell(newest).strip() == state)


OPEN_ALARMS = "SELECT count(*) FROM kiosks_alarm WHERE kind = 'left' AND cleared_at IS NULL"


def test_staff_hear_of_a_ticket_that_is_left_at_the_exit_until_it_is_taken(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "LEFT_BEHIND", 0.0)
    asks_for_a_number(lobby)
    lobby.resident.sees(TakePage)
    lobby.wait_until(lambda: lobby.hub.query(OPEN_ALARMS) == [(1,)])
    lobby.printer.do("take_ticket")
    lobby.resident.sees(OutcomePage)
    lobby.wait_until(lambda: lobby.hub.query(OPEN_ALARMS) == [(0,)])


def test_the_ticket_is_asked_to_be_taken_and_then_stands_in_the_queue(lobby: Lobby) -> None:
    asks_for_a_number(lobby)
    page = lobby.resident.sees(TakePage)
    assert (page.title, page.what) == ("Please take your ticket", "paper")
    newest_is(lobby, "reserved")
    (ticket,) = lobby.printer.do("state")["exit_slot"]
    lobby.printer.do("take_ticket")
    outcome = lobby.resident.sees(OutcomePage)
    assert (outcome.title, outcome.text) == (
        "You have a number",
        "Please wait here until your number is called: General service area",
    )
    assert outcome.code in ticket
    newest_is(lobby, "waiting")


def test_a_ticket_that_is_not_taken_is_void_and_a_new_one_can_be_had(lobby: Lobby) -> None:
    asks_for_a_number(lobby)
    lobby.resident.sees(TakePage)
    said = lobby.resident.sees(MessagePage)
    assert (said.tone, [choice.key for choice in said.choices]) == (Tone.CALM, ["again", ""])
    newest_is(lobby, "void")
    assert lobby.printer.do("state")["exit_slot"] == []
    lobby.resident.answers("again")
    lobby.resident.answers(lobby.resident.sees(MenuPage).choices[0].key)
    lobby.resident.sees(TakePage)
    lobby.printer.do("take_ticket")
    lobby.resident.sees(OutcomePage)
    newest_is(lobby, "waiting")


def test_a_jam_voids_the_number_and_takes_numbers_off_the_menu(lobby: Lobby) -> None:
    lobby.printer.do("fault", name="jam", times=1)
    asks_for_a_number(lobby)
    assert "no number" in lobby.resident.sees(MessagePage).text
    newest_is(lobby, "void")
    lobby.wait_until(lambda: not lobby.devices.can_issue())
    lobby.resident.answers("")
    assert [choice.key for choice in lobby.resident.sees(MenuPage).choices if choice.why_not] == ["number"]
    lobby.printer.do("free")


@pytest.fixture
def with_reader(
    hub: HubProcess, presenter: SimulatorProcess, dispensing: DeviceManager, tmp_path: Path
) -> Iterator[Lobby]:
    """A kiosk with a presenter and a card reader."""
    presenter.do("clear")
    presenter.do("free")
    with SimulatorProcess("sam_v") as reader:
        dispensing.put(DeviceSpec("reader", "card_reader", "sam_v", reader.port))
        lobby = Lobby(Resident(), reader, presenter, dispensing, tmp_path, hub)
        lobby.wait_until(lambda: dispensing.can_issue() and dispensing.can_identify())
        with session(lobby.resident, dispensing, settings(tmp_path), hub.url, hub.token_file):
            lobby.wait_until((tmp_path / "catalogue.json").exists)
            yield lobby
        dispensing.drop("reader")


EXPECTED = """
from uuid import uuid4
from django.utils import timezone
from contract.cases import case_code
from hub.queues.models import Appointment, OfficeHours
from hub.residents.selectors import number_hashes
key, number = uuid4(), "110101196503074525"
Appointment.objects.create(id=key, code=case_code(key), hours=OfficeHours.objects.first(), state="booked",
                           starts_at=timezone.now(), made_at=timezone.now(), number=number,
                           number_hash=number_hashes(number)[0])
"""


def test_who_takes_the_card_away_before_the_ticket_is_handed_it_all_the_same(with_reader: Lobby) -> None:
    """Nor does the next in line make the number void, though it is in a hand."""
    lobby, resident = with_reader, with_reader.resident
    lobby.hub.shell(HOURS.format(places=2))
    lobby.hub.shell(EXPECTED)
    resident.begins()
    to_appointments(resident)
    resident.answers("mine")
    resident.sees(CardPage)
    lobby.reader.do("place", card="li")
    resident.answers(resident.sees(ListPage).rows[0].key)
    resident.sees(MenuPage)
    resident.answers("check_in")
    resident.sees(TakePage)
    lobby.reader.do("lift")
    lobby.wait_until(lambda: not lobby.devices.card_present())
    lobby.reader.do("place", card="zhang")
    lobby.wait_until(lobby.devices.card_present)
    lobby.printer.do("take_ticket")
    resident.sees(AttractPage, after=CoverPage)  # of the one whose card lies there now
    newest_is(lobby, "waiting")


class TestTheTicket:
    SERVICE = Service(
        code="pension", name=Text({"zh-Hans": "社会保险"}), prefix="A", zone=Text({"zh-Hans": "一楼东区"})
    )
    TICKET = Ticket.model_validate(
        {
            "id": "00000000-0000-4000-8000-000000000001",
            "number": "A018",
            "service": "pension",
            "zone": {"zh": "一楼东区"},
            "state": TicketState.RESERVED,
            "issued_at": "2026-01-05T09:30:00+08:00",
            "people_ahead": 3,
            "wait_minutes": 12,
        }
    )

    def lines(self, ticket: Ticket, own: bool = False, pages: str = "") -> list[str]:
        blocks = queue_ticket("幸福里", (self.SERVICE,), ticket, own, pages=pages).blocks
        return [
            each.text if isinstance(each, Line) else each.value if isinstance(each, Pair) else each.data
            for each in blocks
            if isinstance(each, Line | Pair | Qr)
        ]

    def test_it_says_all_that_its_holder_needs_and_nothing_of_who_that_is(self) -> None:
        lines = self.lines(self.TICKET)
        assert lines[0] == "幸福里"
        assert {"A018", "社会保险", "请到一楼东区等候", f"ticket:{self.TICKET.id}"} <= set(lines)
        assert any("09:30" in line for line in lines)
        assert any("3" in line for line in lines[5:])
        assert any("12" in line for line in lines[5:])

    def test_its_code_opens_on_a_phone_where_the_hub_has_pages(self) -> None:
        lines = self.lines(self.TICKET, pages="https://hub.example.org/web/")
        assert f"https://hub.example.org/web/q/ticket:{self.TICKET.id}" in lines
        assert any("用手机扫描" in line for line in lines)
        assert not any("用手机扫描" in line for line in self.lines(self.TICKET))

    def test_that_it_goes_first_is_marked_and_not_why(self) -> None:
        marked = self.lines(self.TICKET.model_copy(update={"priority": Priority.EXPECTING}))
        other = self.lines(self.TICKET.model_copy(update={"priority": Priority.ELDERLY}))
        assert marked == other
        assert len(set(marked) - set(self.lines(self.TICKET))) == 1

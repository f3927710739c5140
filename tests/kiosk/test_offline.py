"""With the hub away the kiosk goes on, and says so plainly; with the hub back nothing is missing."""

from pathlib import Path

from contract.catalogue import Service
from contract.text import Text
from devices.manager import DeviceManager
from kiosk import clock
from kiosk.app.start import open_hub_link
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAddress
from kiosk.pages.kinds import BrowsePage, CardPage, FormPage, GuidePage, MenuPage, MessagePage, OutcomePage
from kiosk.storage.service_mode import ServiceMode
from kiosk.visit import HubLink
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.steps import NO_CARD, URGENT_AID, entry_named, goes_to_form, hands_in
from tests.together import wait_until


def code_is_at_the_hub(lobby: Lobby, code: str) -> bool:
    return lobby.hub.get(f"cases/{code}").status_code == 200


def test_an_application_is_kept_and_sent_when_the_hub_is_back(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.hub.stop()
    resident.begins()
    outcome = hands_in(resident, goes_to_form(resident, NO_CARD))
    assert "kept safely" in outcome.note
    lobby.hub.start()
    lobby.wait_until(lambda: code_is_at_the_hub(lobby, outcome.code))


def test_the_form_is_still_filled_in_from_the_card(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    lobby.reader.do("place", card="li")
    lobby.hub.stop(kill=True)
    form = goes_to_form(resident, URGENT_AID)
    assert "李秀英" in [shown.value for shown in form.fields]


def test_a_number_of_the_kiosks_own_series_is_printed_and_told_to_the_hub_later(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.hub.stop()
    resident.begins()
    resident.answers("number")
    resident.answers(resident.sees(MenuPage).choices[0].key)
    outcome = resident.sees(OutcomePage)
    assert sum(letter.isalpha() for letter in outcome.code) >= 2
    assert "counter" in outcome.text
    (ticket,) = lobby.printed()
    assert outcome.code in ticket
    lobby.hub.start()
    tickets = f"Ticket.objects.filter(number='{outcome.code}')"
    states = f"from hub.queues.models import Ticket; print([ticket.state for ticket in {tickets}])"
    lobby.wait_until(lambda: "waiting" in lobby.hub.shell(states))


def test_tracking_says_that_it_is_not_possible_now(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("track")
    resident.sees(CardPage)
    lobby.hub.stop()
    lobby.reader.do("place", card="zhang")
    assert "No connection" in resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(MenuPage)


def test_without_a_printer_the_code_on_the_screen_is_the_receipt(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.printer.do("fault", name="paper_out")
    lobby.wait_until(lambda: not lobby.devices.can("printer"))
    menu = resident.begins()
    assert [choice.key for choice in menu.choices if choice.why_not] == ["number"]
    outcome = hands_in(resident, goes_to_form(resident, NO_CARD))
    assert outcome.qr
    assert "photograph" in outcome.note
    resident.answers("more")
    resident.sees(MenuPage)


def test_without_a_card_reader_the_guide_says_why_it_cannot_be_applied_for(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("unplug")
    try:
        lobby.wait_until(lambda: not lobby.devices.can("card_reader"))
        resident.begins()
        resident.answers("apply")
        resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
        assert "card reader" in resident.sees(GuidePage).why_not
        resident.goes_back()
        resident.sees(BrowsePage)
        resident.goes_back()
        resident.sees(MenuPage)
        resident.answers("track")
        assert "code" in [shown.field.key for shown in resident.sees(FormPage).fields]
    finally:
        lobby.reader.do("plug")
        lobby.wait_until(lambda: lobby.devices.can("card_reader"))


def test_a_machine_in_the_place_of_another_gives_no_number_that_the_other_gave(hub: HubProcess, tmp_path: Path) -> None:
    desk = Service(code="general", name=Text({"zh-Hans": "综合"}), prefix="A", zone=Text({"zh-Hans": "一区"}))
    numbers = []
    for machine in ("old", "new", "new"):
        data_dir = tmp_path / machine
        address = HubAddress(hub.url, hub.token_file)
        with open_hub_link(
            data_dir, address, DeviceManager([]), CatalogueCache(data_dir), ServiceMode(data_dir)
        ) as hub_link:
            meets_the_hub(hub_link)
            numbers.append(hub_link.book.next_own_number(desk, clock.today()))
    assert len(set(numbers)) == 3
    assert [number[-3:] for number in numbers if number] == ["001", "001", "002"]


def meets_the_hub(hub_link: HubLink) -> None:
    """The kiosk has its letters, and the hub has heard that it has."""
    wait_until(lambda: bool(hub_link.book.letters()))
    before = hub_link.hub.heard_at
    hub_link.heartbeat.wake()
    wait_until(lambda: hub_link.hub.heard_at > before)

"""With the hub away the kiosk goes on, and says so plainly; with the hub back nothing is missing."""

from kiosk.pages import BrowsePage, CardPage, FormPage, GuidePage, MenuPage, MessagePage, OutcomePage
from tests.kiosk.conftest import Lobby
from tests.kiosk.test_journeys import NO_CARD, URGENT_AID, entry_named, goes_to_form, hands_in


def code_is_at_the_hub(lobby: Lobby, code: str) -> bool:
    return lobby.hub.get(f"cases/{code}").status_code == 200


def test_an_application_is_kept_and_sent_when_the_hub_is_back(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.hub.stop()
    resident.begins()
    outcome = hands_in(resident, goes_to_form(resident, NO_CARD))
    assert "kept safely" in outcome.text
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
    assert "connection is down" in resident.sees(MessagePage).text
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

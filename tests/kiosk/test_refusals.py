"""Refusals of the hub: at once the entry is gone and the resident is told; later it stays for staff."""

from collections.abc import Callable, Iterator
from sqlite3 import connect

import pytest

from contract.cases import case_code
from kiosk.hub_link.outbox import EntryState, Outbox
from kiosk.pages.kinds import FormPage, MenuPage, MessagePage, ReviewPage
from kiosk.storage.database import Database
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import NO_CARD, filled, goes_to_form, hands_in, reads_through

CHANGE = """
from hub.catalogue.models import ItemVersion
version = ItemVersion.objects.filter(content__pinyin__startswith="wang ge").latest("pk")
{change}
version.save()
"""
A_CARD_IS_NEEDED = 'version.content["card"] = "{}"'
THE_PLACE_IS_SHORTER = """
place = next(field for field in version.content["form"]["fields"] if field["key"] == "place")
place["max_length"] = {}
"""
Stricter = Callable[[str, object], None]


@pytest.fixture
def hub_is(lobby: Lobby) -> Iterator[Stricter]:
    """Makes the hub's own copy of an item differ from the kiosk's; it is restored after the test."""

    def change(template: str, value: object) -> None:
        lobby.hub.shell(CHANGE.format(change=template.format(value)))

    yield change
    lobby.hub.thaw()
    change(A_CARD_IS_NEEDED, "none")
    change(THE_PLACE_IS_SHORTER, 100)


def kept(lobby: Lobby) -> list[tuple[str, bool]]:
    """Returns the state of each entry, and whether its content is still there."""
    with connect(lobby.data_dir / "kiosk.sqlite3") as database:
        rows = database.execute("SELECT state, body IS NOT NULL FROM outbox").fetchall()
    return [(state, bool(content)) for state, content in rows]


def states_the_truth(lobby: Lobby, form: FormPage) -> None:
    lobby.resident.answers(filled(form))
    lobby.resident.sees(ReviewPage)
    reads_through(lobby.resident)


def test_what_can_be_corrected_is_asked_for_again_and_not_kept(lobby: Lobby, hub_is: Stricter) -> None:
    resident = lobby.resident
    hub_is(THE_PLACE_IS_SHORTER, 5)
    resident.begins()
    states_the_truth(lobby, goes_to_form(resident, NO_CARD))
    assert "place" in resident.sees(FormPage).problems
    assert kept(lobby) == []


def test_what_cannot_be_corrected_is_told_and_not_kept(lobby: Lobby, hub_is: Stricter) -> None:
    resident = lobby.resident
    hub_is(A_CARD_IS_NEEDED, "valid")
    resident.begins()
    states_the_truth(lobby, goes_to_form(resident, NO_CARD))
    assert resident.sees(MessagePage).title == "This could not be done"
    resident.answers("")
    resident.sees(MenuPage)
    assert kept(lobby) == []


def test_what_is_refused_after_its_number_was_shown_stays_and_goes_once_the_hub_is_mended(
    lobby: Lobby, hub_is: Stricter
) -> None:
    resident = lobby.resident
    hub_is(A_CARD_IS_NEEDED, "valid")
    resident.begins()
    form = goes_to_form(resident, NO_CARD)
    lobby.hub.freeze()
    outcome = hands_in(resident, form)
    assert "kept safely" in outcome.note
    lobby.hub.thaw()
    lobby.wait_until(lambda: kept(lobby) == [("refused", True)])
    hub_is(A_CARD_IS_NEEDED, "none")
    store = Database(lobby.data_dir)
    (refused,) = Outbox(store).in_trouble()
    assert case_code(refused.id) == outcome.code
    Outbox(store).send_again(refused.id)
    resident.sees(type(outcome))
    resident.answers("more")
    hands_in(resident, goes_to_form_again(lobby))  # wakes the sender
    lobby.wait_until(lambda: {trace.state for trace in Outbox(store).traces()} == {EntryState.SENT})
    store.close()
    assert lobby.hub.get(f"cases/{outcome.code}").status_code == 200


def goes_to_form_again(lobby: Lobby) -> FormPage:
    lobby.resident.sees(MenuPage)
    return goes_to_form(lobby.resident, NO_CARD)

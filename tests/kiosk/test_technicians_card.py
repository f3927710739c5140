"""A technician's card takes the place of the hidden gesture; the PIN is asked for all the same."""

from pathlib import Path

import pytest

from contract.kiosks import Mode
from devices.base import Card, CardKind
from kiosk.pages.kinds import AttractPage, CardPage, FormPage, ListPage, MenuPage, MessagePage, TakePage
from kiosk.pages.technician_kinds import PinPage
from kiosk.storage.service_mode import ServiceMode
from kiosk.technician.cards import MOST, Cards
from kiosk.technician.credentials_file import CredentialsFile
from kiosk.technician.pin import Pin
from tests.kiosk.conftest import Hall
from tests.kiosk.technician import PIN, enters, opens_the_door

LI = Card(CardKind.CITIZEN, "李小明", "110101196503074525")
CITY = Card(CardKind.CONTACTLESS, "", "", card_number="04A1B2C3")


def enrols(hall: Hall, card: str, name: str) -> None:
    """From the technician's menu and back to it."""
    resident = hall.resident
    resident.answers("keys")
    resident.sees(ListPage)
    resident.answers("enrol")
    resident.sees(CardPage)
    hall.reader.do("place", card=card)
    resident.sees(FormPage)
    hall.reader.do("lift")
    hall.wait_until(lambda: not hall.devices.card_present())
    resident.answers({"name": name})
    assert resident.sees(MessagePage).title == "It is saved"
    resident.answers("")
    assert f"card:{name}" in {row.key for row in resident.sees(ListPage).rows}
    resident.goes_back()
    resident.sees(ListPage)


def leaves(hall: Hall) -> None:
    hall.resident.goes_back()
    hall.resident.sees(AttractPage, after=TakePage)


def test_an_enrolled_card_opens_the_page_for_the_pin_and_no_more(hall: Hall) -> None:
    enters(hall.resident)
    enrols(hall, "li", "Anna")
    leaves(hall)
    hall.reader.do("place", card="li")
    page = hall.resident.sees(PinPage)
    assert "Anna" in page.text
    hall.resident.answers("271828")
    assert hall.resident.sees(PinPage).problem
    hall.resident.answers(PIN)
    hall.resident.sees(ListPage)
    hall.reader.do("lift")


def test_another_card_begins_a_visit_as_ever(hall: Hall) -> None:
    enters(hall.resident)
    enrols(hall, "li", "Anna")
    leaves(hall)
    hall.reader.do("place", card="zhang")
    hall.resident.sees(MenuPage)
    hall.reader.do("lift")


def test_it_opens_a_kiosk_that_is_locked_too(hall: Hall) -> None:
    enters(hall.resident)
    enrols(hall, "li", "Anna")
    ServiceMode(hall.data_dir).change(Mode.LOCKED)
    hall.resident.goes_back()
    hall.reader.do("place", card="li")
    page = hall.resident.sees_any()
    while not isinstance(page, PinPage):
        page = hall.resident.sees_any()
    assert "Anna" in page.text
    hall.reader.do("lift")


def test_a_card_placed_on_the_page_for_the_pin_is_greeted(hall: Hall) -> None:
    enters(hall.resident)
    enrols(hall, "li", "Anna")
    leaves(hall)
    assert "Anna" not in opens_the_door(hall.resident).text
    hall.reader.do("place", card="li")
    assert "Anna" in hall.resident.sees(PinPage).text
    hall.resident.answers(PIN)
    hall.resident.sees(ListPage)
    hall.reader.do("lift")


def test_a_card_that_was_removed_is_a_residents_again(hall: Hall) -> None:
    enters(hall.resident)
    enrols(hall, "li", "Anna")
    hall.resident.answers("keys")
    hall.resident.sees(ListPage)
    hall.resident.answers("card:Anna")
    hall.resident.sees(MessagePage)
    hall.resident.answers("remove")
    assert "card:Anna" not in {row.key for row in hall.resident.sees(ListPage).rows}
    hall.resident.goes_back()
    hall.resident.sees(ListPage)
    leaves(hall)
    hall.reader.do("place", card="li")
    hall.resident.sees(MenuPage)
    hall.reader.do("lift")


@pytest.fixture
def cards(tmp_path: Path) -> Cards:
    return Cards(tmp_path, CredentialsFile(tmp_path))


def test_no_number_is_on_disk(cards: Cards, tmp_path: Path) -> None:
    cards.enrol(LI, "Anna")
    cards.enrol(CITY, "Bert")
    assert [cards.name_of([card]) for card in (LI, CITY)] == ["Anna", "Bert"]
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0
        assert not any(secret.encode() in file.read_bytes() for secret in (LI.number, LI.name, "04A1B2C3"))


def test_cards_outlive_a_change_of_the_pin_and_go_with_its_reset(cards: Cards, tmp_path: Path) -> None:
    cards.enrol(LI, "Anna")
    pin = Pin(CredentialsFile(tmp_path))
    pin.change(PIN)
    pin.check("271828")
    assert cards.names == ("Anna",)
    pin.reset()
    assert not cards.names
    assert pin.is_default


def test_a_card_without_a_number_and_too_many_cards_are_refused(cards: Cards) -> None:
    with pytest.raises(ValueError, match="no number"):
        cards.enrol(Card(CardKind.UNKNOWN, "", ""), "Anna")
    for at in range(MOST):
        cards.enrol(Card(CardKind.CONTACTLESS, "", "", card_number=f"{at:08X}"), f"card {at}")
    with pytest.raises(ValueError, match="too many"):
        cards.enrol(LI, "Anna")


def test_the_same_card_has_one_name(cards: Cards) -> None:
    for name in ("Anna", "Bert"):
        cards.enrol(LI, name)
    assert cards.names == ("Bert",)

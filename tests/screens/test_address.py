"""An address is typed, or its beginning is chosen from the places here."""

from collections.abc import Iterator
from typing import Any

import pytest

from contract.forms import Field, FieldKind
from contract.places import KnownPlace, PlaceArea, PlaceBook
from contract.text import Text
from kiosk.pages import language
from kiosk.pages.kinds import FilledField, FormPage

WHERE = Field(key="where", label=Text.plain("地点"), kind=FieldKind.ADDRESS, max_length=100)
STREET = PlaceArea(code="street", name=Text({"zh-Hans": "东街", "en": "East Street"}))
GARDEN, LAKE = (
    PlaceArea(code=code, name=Text({"zh-Hans": zh, "en": code}), parent="street")
    for code, zh in (("garden", "花园社区"), ("lake", "湖滨社区"))
)
BOOK = PlaceBook(
    areas=(STREET, GARDEN, LAKE),
    places=(
        KnownPlace(area="street", name="clock tower"),
        KnownPlace(area="lake", name="pier"),
        *(KnownPlace(area="garden", name=f"house {letter}") for letter in "abcdefghijkl"),
        KnownPlace(area="garden", name="kiosk"),
    ),
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Whose keyboard types letters."""
    language.activate("en")
    yield
    language.activate("zh-Hans")


def show(lobby: Any, value: str = "", book: PlaceBook | None = BOOK, **more: Any) -> None:
    lobby.show(FormPage("填写", (FilledField("地点", WHERE, value, places=book),), "继续", **more))


def tap(lobby: Any, *keys: str) -> None:
    for key in keys:
        lobby.tap(key)


def texts_on(lobby: Any) -> list[str]:
    from screens.probe import texts

    return [text.text for text in texts(lobby.stage)]


def test_few_places_are_listed_at_once_and_the_rest_is_typed(lobby: Any) -> None:
    show(lobby)
    tap(lobby, "address_choose", "area_1", "place_0", "key_b", "action")
    assert lobby.answers() == [{"where": "湖滨社区 pier b"}]


def test_among_many_the_beginning_of_the_name_is_typed(lobby: Any) -> None:
    show(lobby)
    tap(lobby, "address_choose", "area_0", "key_k", "key_i", "action", "place_0", "action")
    assert lobby.answers() == [{"where": "花园社区 kiosk"}]


def test_a_place_of_the_street_itself_is_elsewhere_here(lobby: Any) -> None:
    show(lobby)
    tap(lobby, "address_choose", "direct", "place_0", "action")
    assert lobby.answers() == [{"where": "东街 clock tower"}]


def test_a_name_that_nobody_knows_is_said_and_what_was_typed_stays(lobby: Any) -> None:
    show(lobby, "at home", start_at="where")
    tap(lobby, "address_choose", "area_0", "key_z", "action")
    assert any("No place of this name" in text for text in texts_on(lobby))
    tap(lobby, "back", "back", "action")
    assert lobby.answers() == [{"where": "at home"}]


def test_none_of_these_leads_back_to_the_keyboard(lobby: Any) -> None:
    show(lobby, "at home", start_at="where")
    tap(lobby, "address_choose", "area_1", "other", "action")
    assert lobby.answers() == [{"where": "at home"}]


def test_without_places_it_is_typed(lobby: Any) -> None:
    show(lobby, book=None)
    assert "address_choose" not in lobby.targets()
    tap(lobby, "key_b", "action")
    assert lobby.answers() == [{"where": "b"}]


def test_beside_the_list_of_all_fields_it_is_chosen_in_the_same_way(lobby: Any) -> None:
    show(lobby, overview=True)
    tap(lobby, "address_choose", "area_1", "action", "place_0", "action", "action")
    assert lobby.answers() == [{"where": "湖滨社区 pier"}]

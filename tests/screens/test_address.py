"""An address is typed, or its beginning is chosen from the places here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from contract.forms import Field, FieldKind
from contract.places import DrawnMap, KnownPlace, PlaceArea, PlaceBook
from contract.text import Text
from kiosk.pages import language
from kiosk.pages.kinds import FormPage
from kiosk.pages.page_parts import FilledField

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


MAPPED = PlaceBook(
    areas=(STREET,),
    places=(
        KnownPlace(area="street", name="clock tower", at=(0.1, 0.2)),
        KnownPlace(area="street", name="pier", at=(0.9, 0.8)),
        KnownPlace(area="street", name="boat shed", at=(0.91, 0.8)),
        KnownPlace(area="street", name="nowhere"),
    ),
    drawn_map=DrawnMap(digest="0" * 64, width=400, height=300),
)


@pytest.fixture
def on_map(lobby: Any, tmp_path: Path) -> Any:
    """The question is open at the operator's map."""
    picture = tmp_path / "map.jpg"
    Image.new("RGB", (400, 300), (220, 230, 200)).save(picture)
    where = FilledField("地点", WHERE, places=MAPPED, map_picture=picture)
    lobby.show(FormPage("填写", (where,), "继续"))
    lobby.tap("address_map")
    return lobby


def touch(lobby: Any, number: int, beside: float = 0.0) -> None:
    """A finger touches the point of that number, or so many millimetres to the right of it."""
    from screens.place_map import PlaceMap

    (shown,) = (part for part in lobby.stage.walk() if isinstance(part, PlaceMap))
    x, y = shown.find_window_place(number)
    lobby.lift(lobby.press(x + lobby.stage.theme.mm(beside), lobby.window.height - y))


def test_a_point_of_the_map_is_touched_and_the_rest_is_typed(on_map: Any) -> None:
    touch(on_map, 0, beside=6.0)
    tap(on_map, "key_b", "action")
    assert on_map.answers() == [{"where": "东街 clock tower b"}]


def test_of_points_that_lie_close_together_one_chooses(on_map: Any) -> None:
    touch(on_map, 1)
    assert {"pier", "boat shed"} <= set(texts_on(on_map))
    assert "clock tower" not in texts_on(on_map)
    tap(on_map, "back")
    touch(on_map, 2)
    tap(on_map, "place_0", "action")
    assert on_map.answers() == [{"where": "东街 boat shed"}]


def test_beside_the_points_nothing_happens_and_the_list_is_one_step_back(on_map: Any) -> None:
    touch(on_map, 0, beside=12.0)
    tap(on_map, "action")
    assert any("Touch a point on the map" in text for text in texts_on(on_map))
    tap(on_map, "back", "address_choose", "place_3", "action")
    assert on_map.answers() == [{"where": "东街 nowhere"}]


def test_a_map_that_cannot_be_read_leaves_its_points(lobby: Any, tmp_path: Path) -> None:
    picture = tmp_path / "map.jpg"
    picture.write_bytes(b"no picture")
    lobby.show(FormPage("填写", (FilledField("地点", WHERE, places=MAPPED, map_picture=picture),), "继续"))
    lobby.tap("address_map")
    touch(lobby, 0)
    lobby.tap("action")
    assert lobby.answers() == [{"where": "东街 clock tower"}]

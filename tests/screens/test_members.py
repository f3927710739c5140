"""The members of a household are a table at the kiosk: added, changed and removed, one question after the other."""

from collections.abc import Iterator
from typing import Any

import pytest

from contract.forms import Field, FieldKind
from contract.text import Text
from kiosk.pages import language
from kiosk.pages.kinds import FormPage
from kiosk.pages.page_parts import FilledField

FAMILY = Field(key="family", label=Text.plain("家庭成员"), kind=FieldKind.HOUSEHOLD)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Whose keyboard types letters."""
    language.activate("en")
    yield
    language.activate("zh-Hans")


def show(lobby: Any, value: str = "", **more: Any) -> None:
    lobby.show(FormPage("填写", (FilledField("家庭成员", FAMILY, value),), "继续", **more))


def tap(lobby: Any, *keys: str) -> None:
    for key in keys:
        lobby.tap(key)


def texts_on(lobby: Any) -> list[str]:
    from screens.probe import texts

    return [text.text for text in texts(lobby.stage)]


def test_members_are_added_with_a_usual_and_with_another_relation(lobby: Any) -> None:
    show(lobby)
    tap(lobby, "member_add", "daughter", "key_a", "key_n", "action")
    tap(lobby, *(f"key_{sign}" for sign in "11010519491231002X"))  # whole: the table is back by itself
    tap(lobby, "member_add", "other", "key_f", "key_space", "key_g", "action", "key_b", "action", "action")
    assert "a* Daughter 110***********002X" in texts_on(lobby)
    tap(lobby, "action")
    assert lobby.answers() == [{"family": "an 女儿 11010519491231002X\nb f-g"}]


def test_a_member_is_changed_and_another_removed(lobby: Any) -> None:
    show(lobby, "an 女儿\nbo 儿子\nce 配偶", start_at="family")
    tap(lobby, "remove_2", "member_1", "sister", "key_backspace", "action", "action", "action")
    assert lobby.answers() == [{"family": "a 姐妹\nce 配偶"}]


def test_one_that_was_begun_and_left_is_no_member(lobby: Any) -> None:
    show(lobby, "an 女儿", start_at="family")
    tap(lobby, "member_add", "son", "back", "back")
    assert not [key for key in lobby.targets() if key == "member_2"]
    tap(lobby, "action")
    assert lobby.answers() == [{"family": "an 女儿"}]


def test_what_is_wrong_with_a_member_is_said_at_its_question(lobby: Any) -> None:
    show(lobby)
    tap(lobby, "action")
    assert any("家庭成员" in text and "fill in" in text for text in texts_on(lobby))
    tap(lobby, "member_add", "son", "action")
    assert any("Name of this person" in text and "fill in" in text for text in texts_on(lobby))
    tap(lobby, "key_a", "action", "key_1", "action")
    assert any("18 characters" in text for text in texts_on(lobby))
    tap(lobby, "key_backspace", "action", "action")
    assert lobby.answers() == [{"family": "a 儿子"}]


def test_twenty_are_the_most(lobby: Any) -> None:
    show(lobby, "\n".join(["an 女儿"] * 20), start_at="family")
    assert not lobby.targets()["member_add"].enabled


def test_beside_the_list_of_all_fields_it_is_filled_in_the_same_way(lobby: Any) -> None:
    show(lobby, overview=True)
    tap(lobby, "member_add", "spouse", "action", "key_a", "action", "action", "action")
    assert lobby.answers() == [{"family": "a 配偶"}]


def test_a_member_half_entered_when_the_page_is_covered_is_there_afterwards(lobby: Any) -> None:
    show(lobby)
    tap(lobby, "member_add", "daughter", "key_a")
    page = lobby.replies[-1].page
    lobby.show(page)
    tap(lobby, "action")
    assert lobby.answers() == [{"family": "a 女儿"}]

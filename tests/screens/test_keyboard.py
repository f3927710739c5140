"""Typing on the screen: letters, and Chinese by pinyin."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from screens.keyboard import pinyin, rime, rime_api
from screens.sample_form import form


@pytest.fixture
def chinese() -> None:
    if pinyin.engine() is None:
        pytest.skip("librime is not installed")


def erase_all(portrait: Any) -> None:
    for _ in range(20):
        portrait.tap("key_backspace")


def type_letters(portrait: Any, letters: str) -> None:
    for letter in letters:
        portrait.tap(f"key_{letter}")


def entered(portrait: Any) -> str:
    portrait.tap("back")
    return str(portrait.replies[-1].entered["address"])


def typed(portrait: Any) -> str:
    """Returns what stands in the field now."""
    (field,) = [each for each in portrait.replies[-1].page.fields if each.field.key == "address"]
    return str(field.entered)


def test_a_held_backspace_erases_on_until_it_is_let_go(portrait: Any) -> None:
    portrait.show(form("address"))
    portrait.tap("key_q")
    portrait.tap("key_space")
    x, y, width, height = portrait.targets()["key_backspace"].rect
    touch = portrait.press(x + width / 2, y + height / 2)
    length = len(typed(portrait))
    while len(typed(portrait)) > length - 3:
        portrait.draw()
    portrait.lift(touch)
    rest = typed(portrait)
    for _ in range(20):
        portrait.draw()
    assert typed(portrait) == rest != ""


def test_one_key_clears_the_field_and_what_is_being_typed(portrait: Any) -> None:
    portrait.show(form("address"))
    type_letters(portrait, "zhang")
    portrait.tap("key_clear")
    assert typed(portrait) == ""
    assert [key for key in portrait.targets() if key.startswith("key_candidate")] == []


def test_pinyin_offers_the_words_and_takes_the_one_that_is_tapped(portrait: Any, chinese: None) -> None:
    portrait.show(form("address"))
    erase_all(portrait)
    type_letters(portrait, "zhangsan")
    assert portrait.targets()["key_candidate_0"].text == "张三"
    portrait.tap("key_candidate_0")
    assert entered(portrait) == "张三"


def test_where_no_chinese_is_wanted_letters_and_digits_are_typed_at_once(portrait: Any, chinese: None) -> None:
    page = form("address")
    portrait.show(replace(page, fields=tuple(replace(field, latin=True) for field in page.fields)))
    erase_all(portrait)
    type_letters(portrait, "7k4m")
    assert entered(portrait) == "7k4m"


def test_the_space_bar_takes_the_first_word(portrait: Any, chinese: None) -> None:
    portrait.show(form("address"))
    erase_all(portrait)
    type_letters(portrait, "nihao")
    portrait.tap("key_space")
    assert entered(portrait) == "你好"


def test_candidates_can_be_turned_without_missing_one(portrait: Any, chinese: None) -> None:
    portrait.show(form("address"))
    type_letters(portrait, "shi")
    seen: list[str] = []
    for _ in range(4):
        seen += [t.text for key, t in portrait.targets().items() if key.startswith("key_candidate_")]
        portrait.tap("key_candidates_right")
    engine = pinyin.engine()
    assert engine is not None
    engine.clear()
    for letter in "shi":
        engine.type(letter)
    first_page = engine.composing().candidates
    engine.turn(1)
    both_pages = [*first_page, *engine.composing().candidates]
    assert seen[: len(both_pages)] == both_pages[: len(seen)]


def test_letters_digits_and_capitals_without_pinyin(portrait: Any) -> None:
    portrait.show(form("address"))
    erase_all(portrait)
    if "key_chinese" in portrait.targets():
        portrait.tap("key_chinese")
    portrait.tap("key_shift")
    type_letters(portrait, "a")
    portrait.tap("key_shift")
    type_letters(portrait, "b")
    portrait.tap("key_symbols")
    type_letters(portrait, "7")
    assert entered(portrait) == "Ab7"


def test_the_signs_of_an_address_are_there_without_pinyin(portrait: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinyin, "engine", lambda: None)
    portrait.show(form("address"))
    erase_all(portrait)
    portrait.tap("key_symbols")
    type_letters(portrait, "://_.?=&")
    assert entered(portrait) == "://_.?=&"


def test_without_librime_the_keyboard_still_types_letters(portrait: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinyin, "engine", lambda: None)
    portrait.show(form("address"))
    erase_all(portrait)
    type_letters(portrait, "ok")
    assert entered(portrait) == "ok"


@pytest.mark.parametrize("library", ["libc.so.6", "librime.so.0"])
def test_a_librime_of_another_release_is_none_at_all(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rime_api, "_LIBRARY", library)
    monkeypatch.setattr(rime, "_SHARED", tmp_path)
    assert rime.open_engine() is None


def test_what_was_typed_is_not_offered_to_the_next_resident(portrait: Any, chinese: None) -> None:
    def offered() -> tuple[str, ...]:
        engine = pinyin.engine()
        assert engine is not None
        engine.clear()
        for letter in "yiyi":
            engine.type(letter)
        found = engine.composing().candidates
        engine.clear()
        return found

    before = offered()
    for _ in range(3):
        portrait.show(form("address"))
        type_letters(portrait, "yiyi")
        portrait.tap("key_candidate_3")
    portrait.stage.clear()
    assert offered() == before


def test_half_typed_letters_are_gone_with_the_page(portrait: Any, chinese: None) -> None:
    portrait.show(form("address"))
    type_letters(portrait, "zhang")
    portrait.stage.clear()
    engine = pinyin.engine()
    assert engine is not None
    assert engine.composing().letters == ""


def test_a_key_held_while_the_page_goes_types_nothing_into_the_next(portrait: Any) -> None:
    portrait.show(form("address"))
    x, y, width, height = portrait.targets()["key_backspace"].rect
    touch = portrait.press(x + width / 2, y + height / 2)
    portrait.show(form("phone"))
    portrait.show(form("address"))
    answers = len(portrait.replies)
    for _ in range(20):
        portrait.draw()
    portrait.lift(touch)
    assert len(portrait.replies) == answers
    portrait.tap("key_space")
    assert typed(portrait).endswith(" ")

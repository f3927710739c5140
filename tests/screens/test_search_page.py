"""The search page: what is found follows each key, and where nothing is there is a way on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from contract.search.index import Searchable, SearchIndex
from kiosk.pages.kinds import BrowsePage
from kiosk.pages.search_entries import Unfound
from screens.keyboard import pinyin
from screens.samples import SAMPLES
from tests.screens.conftest import Lobby

BROWSE = cast("BrowsePage", SAMPLES["browse"])
AID, HOUSING = "2", "10"  # 临时救助, 公租房
WAYS = ["ask", "number", "hotline", "help"]


@pytest.fixture
def search(portrait: Any) -> Any:
    if pinyin.engine() is None:
        pytest.skip("librime is not installed")
    portrait.show(BROWSE)
    return portrait


@pytest.fixture
def landscape(window: Any) -> Iterator[Lobby]:
    place = Lobby(window, 1920, 1080)
    yield place
    place.close()


def type_letters(search: Any, letters: str) -> None:
    for letter in letters:
        search.tap(f"key_{letter}")


def results(search: Any) -> list[str]:
    """Returns the keys of what can be chosen, from above."""
    rows = [target for target in search.targets().values() if target.key.isdigit() or target.key in WAYS]
    return [target.key for target in sorted(rows, key=lambda target: target.rect[1])]


def test_the_results_follow_the_letters_before_a_character_is_chosen(search: Any) -> None:
    type_letters(search, "lsj")
    assert results(search) == [AID, *WAYS]
    search.tap(AID)
    assert search.replies[-1].value == AID


def test_characters_are_searched_too(search: Any) -> None:
    type_letters(search, "gongzufang")
    search.tap("key_candidate_0")
    assert results(search)[0] == HOUSING


def test_each_key_taken_back_widens_the_results(search: Any) -> None:
    type_letters(search, "lsx")
    assert results(search) == WAYS
    search.tap("key_backspace")
    assert AID in results(search)
    search.tap("key_backspace")
    search.tap("key_backspace")
    assert len(results(search)) > len(WAYS)
    assert "ask" not in results(search)


def test_where_nothing_is_found_each_way_on_says_what_was_searched_for(search: Any) -> None:
    type_letters(search, "qqqq")
    assert results(search) == WAYS
    search.tap("hotline")
    assert search.replies[-1].value == Unfound("qqqq", "hotline")


def test_who_leaves_without_a_result_leaves_what_was_searched_for(search: Any) -> None:
    type_letters(search, "qqqq")
    search.tap("back")
    assert search.replies[-1].entered == Unfound("qqqq")


def test_who_leaves_with_results_does_not(search: Any) -> None:
    type_letters(search, "lsjz")
    search.tap("back")
    assert search.replies[-1].entered is None


def test_a_group_ends_the_search_and_a_search_looks_in_all_groups(landscape: Any) -> None:
    if pinyin.engine() is None:
        pytest.skip("librime is not installed")
    landscape.show(BROWSE)
    landscape.tap("group_住房")
    type_letters(landscape, "lsjz")
    assert AID in results(landscape)
    landscape.tap("group_住房")
    assert AID not in results(landscape)
    assert "ask" not in results(landscape)


def test_an_english_word_is_found_from_the_chinese_keyboard(search: Any) -> None:
    entries = (replace(BROWSE.entries[0], key="77", label="Legal aid"),)
    index = SearchIndex((Searchable("77", ("Legal aid",)),))
    search.show(replace(BROWSE, entries=entries, index=index))
    type_letters(search, "legal")
    assert results(search)[0] == "77"


def test_what_is_typed_stays_when_the_page_is_filled_in(search: Any) -> None:
    type_letters(search, "lsj")
    stage = search.stage
    stage.show(replace(BROWSE, entries=BROWSE.entries[:9]), stage._asker)
    assert results(search) == [AID, *WAYS]


def test_in_large_text_the_keys_lie_beside_the_groups_without_scrolling(landscape: Any) -> None:
    if pinyin.engine() is None:
        pytest.skip("librime is not installed")
    landscape.show(BROWSE)
    landscape.tap("tool_large")
    assert {"group_住房", "key_q", "key_space", "0"} <= set(landscape.targets())
    type_letters(landscape, "gongzufang")
    assert results(landscape)[0] == HOUSING
    landscape.tap("tool_large")

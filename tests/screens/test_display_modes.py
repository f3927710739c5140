"""Larger, in more contrast, lower, for the left hand: on every page, all together, without loss, for one visit."""

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.pages import language
from kiosk.pages.kinds import FormPage, Page
from kiosk.pages.replies import Paced
from kiosk.pages.technician_kinds import PinPage
from languages.registry import LOCALES
from screens.display_mode import USUAL, DisplayMode, Setting, has_tools
from screens.sample_form import form
from screens.samples import SAMPLES
from tests.screens.conftest import Lobby
from tests.screens.layout import faults, reach_faults, reading_faults
from tests.screens.real_pages import real_pages

ALL = DisplayMode(large_text=True, high_contrast=True, low_reach=True, left_hand=True)
ONE_BY_ONE = {setting.value: USUAL.switched(setting) for setting in Setting}


WIDTHS = [tag for tag, locale in LOCALES.items() if locale.script != "Hant"]  # which is as wide as Hans


@pytest.fixture(params=WIDTHS)
def in_locale(request: pytest.FixtureRequest) -> Iterator[dict[str, Page[Any]]]:
    """The pages of a real kiosk in a language, which is active meanwhile."""
    before = language.language()
    language.activate(request.param)
    yield real_pages()
    language.activate(before)


def use(lobby: Lobby, mode: DisplayMode) -> None:
    """Switches to that from the usual mode."""
    for setting in Setting:
        if mode.has(setting):
            lobby.stage.switch(setting)
    assert lobby.stage.theme.mode == mode


def choose(lobby: Lobby, mode: DisplayMode) -> None:
    """Taps what differs from the usual mode, one after the other, as a resident does."""
    for setting in Setting:
        if mode.has(setting):
            lobby.tap("tool_display")
            lobby.tap(setting.value)
            lobby.tap("continue")
    assert lobby.stage.theme.mode == mode


def faults_of(lobby: Lobby, pages: dict[str, Page[Any]]) -> list[str]:
    """Returns what is wrong with each of the pages, in words. The first page would begin another visit."""
    stage, every = lobby.stage, []
    for name, page in pages.items():
        mode = stage.theme.mode
        lobby.show(page)
        if stage.theme.mode != mode:
            stage._use(mode)
            stage._redraw()
        wrong = [*faults(stage), *reading_faults(stage), *(reach_faults(stage) if mode.low_reach else ())]
        every += [f"{name}: {fault}" for fault in wrong if has_tools(page)]
    return every


@pytest.mark.parametrize("mode", ONE_BY_ONE.values(), ids=list(ONE_BY_ONE))
def test_each_mode_suits_every_kind_of_page(lobby: Lobby, mode: DisplayMode) -> None:
    use(lobby, mode)
    assert faults_of(lobby, SAMPLES) == []


def test_all_modes_together_suit_every_page_in_every_language(lobby: Lobby, in_locale: dict[str, Page[Any]]) -> None:
    use(lobby, ALL)
    assert faults_of(lobby, in_locale) == []


@pytest.mark.parametrize("name", [name for name, page in SAMPLES.items() if has_tools(page)])
def test_every_page_has_the_large_button(lobby: Lobby, name: str) -> None:
    lobby.show(SAMPLES[name])
    lobby.tap("tool_large")
    assert lobby.stage.theme.mode.large_text
    lobby.tap("tool_large")
    assert not lobby.stage.theme.mode.large_text
    assert lobby.answers() == []


def entered(lobby: Lobby) -> FormPage:
    """Returns the form as it stands now."""
    page = lobby.stage.page
    assert isinstance(page, FormPage)
    return page


def test_what_is_typed_and_chosen_stays(lobby: Lobby) -> None:
    lobby.show(form("amount"))
    for digit in "50":
        lobby.tap(f"key_{digit}")
    lobby.tap("tool_large")
    for digit in "00":
        lobby.tap(f"key_{digit}")
    assert entered(lobby).start_at == "amount"
    lobby.tap("tool_large")
    assert {field.field.key: field.entered for field in entered(lobby).fields}["amount"] == "5000"


def test_letters_without_their_characters_stay(lobby: Lobby) -> None:
    from screens.keyboard import pinyin

    if pinyin.engine() is None:
        pytest.skip("librime is not installed")
    lobby.show(form("story"))
    for letter in "ni":
        lobby.tap(f"key_{letter}")
    lobby.tap("tool_large")
    lobby.tap("key_candidate_0")
    assert {field.field.key: field.entered for field in entered(lobby).fields}["story"] == "你"


def test_a_search_stays(lobby: Lobby) -> None:
    lobby.show(SAMPLES["browse"])
    for letter in "lsj":
        lobby.tap(f"key_{letter}")
    before = {key for key in lobby.targets() if key.isdigit()}
    assert before
    lobby.tap("tool_display")
    lobby.tap(Setting.HIGH_CONTRAST.value)
    lobby.tap("continue")
    assert {key for key in lobby.targets() if key.isdigit()} == before


def test_the_page_stays_where_it_was_scrolled_to(lobby: Lobby) -> None:
    from screens.page_state import PageState

    lobby.show(SAMPLES["guide"])
    lobby.tap("tool_large")
    lobby.tap("page_down")
    (before,) = [share for share in PageState.of(lobby.stage._part).shares if share]
    lobby.tap("tool_display")
    lobby.tap(Setting.LEFT_HAND.value)
    lobby.tap("continue")
    assert before in [pytest.approx(share, abs=0.05) for share in PageState.of(lobby.stage._part).shares]


def test_a_visit_ends_with_its_modes(lobby: Lobby) -> None:
    lobby.show(SAMPLES["menu"])
    choose(lobby, ALL)
    lobby.show(SAMPLES["attract"])
    assert lobby.stage.theme.mode == USUAL


def test_what_was_chosen_on_the_first_page_lasts_through_the_visit(lobby: Lobby) -> None:
    lobby.show(SAMPLES["attract"])
    lobby.tap("tool_large")
    assert [type(reply) for reply in lobby.replies if isinstance(reply, Paced)] == [Paced]
    lobby.show(SAMPLES["menu"])
    assert lobby.stage.theme.mode.large_text


def test_what_nobody_begins_with_is_dropped_again(lobby: Lobby) -> None:
    lobby.show(SAMPLES["attract"])
    lobby.tap("tool_large")
    lobby.stage._drop_unused_mode()
    assert lobby.stage.theme.mode == USUAL
    paces = [reply.patience for reply in lobby.replies if isinstance(reply, Paced)]
    assert paces == [DisplayMode(large_text=True).patience, 1.0]


def test_the_left_hand_has_the_primary_action_at_the_left(lobby: Lobby) -> None:
    lobby.show(SAMPLES["review"])
    right = lobby.targets()["action"].rect[0]
    lobby.tap("tool_display")
    lobby.tap(Setting.LEFT_HAND.value)
    lobby.tap("continue")
    assert lobby.targets()["action"].rect[0] < right


def test_the_warning_lies_within_reach(lobby: Lobby) -> None:
    use(lobby, ALL)
    lobby.show(SAMPLES["menu"])
    lobby.stage.warn(20)
    assert reach_faults(lobby.stage) == []
    assert faults(lobby.stage._warning) == []


def test_where_a_secret_is_typed_nothing_is_drawn_again(lobby: Lobby) -> None:
    lobby.show(SAMPLES["pin"])
    assert isinstance(lobby.stage.page, PinPage)
    assert "tool_large" not in lobby.targets()

"""A tactile keypad's keys: every page can be used with them alone."""

from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from config.keys import KEY_NAMES
from config.loader import load
from devices.transports import check_port
from kiosk.pages.ui import Touched, WentBack
from screens.sample_form import form
from screens.samples import SAMPLES
from tests.screens.conftest import Lobby
from tests.screens.real_pages import real_pages

KEYS = load(None, {}, check_port).keypad.model_dump()
PAGES = {**real_pages(), **SAMPLES}
MOVES = ("up", "down", "left", "right")


class Hands:
    """Presses keys in a lobby as the keyboard would."""

    def __init__(self, lobby: Lobby) -> None:
        from screens.keypad import Keypad

        self.lobby, self.keypad = lobby, Keypad(lobby.stage, KEYS)

    def press(self, *acts: str) -> None:
        from kivy.core.window import Keyboard

        for act in acts:
            if act in ("confirm", "back") and not self.lobby.stage.theme.tap_after:
                self.lobby.settle()
            code = Keyboard.keycodes[KEYS[act][0]]
            assert self.keypad.pressed(None, code)
            self.keypad.released(None, code)

    def hold(self, act: str, times: int) -> None:
        from kivy.core.window import Keyboard

        self.lobby.settle()

        code = Keyboard.keycodes[KEYS[act][0]]
        for _ in range(times):
            self.keypad.pressed(None, code)
        self.keypad.released(None, code)

    def at(self) -> str:
        """Returns the key of what has the focus."""
        button = self.lobby.stage.focus.button
        return str(button.key) if button else ""

    def goes_to(self, key: str) -> None:
        """By the arrows alone, on the shortest way."""
        self.lobby.stage.focus.appear()
        for move in way(self, key):
            self.press(move)
        assert self.at() == key

    def taps(self, *keys: str) -> None:
        for key in keys:
            self.goes_to(key)
            self.press("confirm")


def ways(hands: Hands) -> dict[int, tuple[str, ...]]:
    """From where the focus is, the moves to each button that the arrows lead to, by its id."""
    focus = hands.lobby.stage.focus
    start = (focus.button, scrolled(hands))
    found: dict[int, tuple[str, ...]] = {id(focus.button): ()}
    waiting = deque([start])
    while waiting:
        button, offsets = waiting.popleft()
        for move in MOVES:
            put(hands, button, offsets)
            hands.press(move)
            reached = focus.button
            if id(reached) not in found:
                found[id(reached)] = (*found[id(button)], move)
                waiting.append((reached, scrolled(hands)))
    put(hands, *start)
    focus.refresh()
    return found


def scrolled(hands: Hands) -> dict[Any, float]:
    """Returns how far everything is scrolled."""
    from screens.layout import Scroller

    return {part: part.offset for part in hands.lobby.stage.walk(restrict=True) if isinstance(part, Scroller)}


def put(hands: Hands, button: Any, offsets: dict[Any, float]) -> None:
    hands.lobby.stage.focus._take(button)
    for scroller, offset in offsets.items():
        scroller.move_to(offset)


def way(hands: Hands, key: str) -> tuple[str, ...]:
    from screens.probe import buttons

    (button,) = [b for b in buttons(hands.lobby.stage) if b.key == key and b.enabled]
    return ways(hands)[id(button)]


@pytest.fixture
def hands(lobby: Lobby) -> Hands:
    return Hands(lobby)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_everything_that_can_be_tapped_can_be_reached_and_seen(hands: Hands, name: str) -> None:
    from screens.probe import buttons, list_visible

    hands.lobby.show(SAMPLES[name])
    wanted = [button for button in buttons(hands.lobby.stage) if button.enabled]
    if not wanted:
        hands.press("down")
        assert not hands.lobby.stage.focus.shown
        return
    assert hands.lobby.stage.focus.appear()
    found = ways(hands)
    assert [button.key for button in wanted if id(button) not in found] == []
    for button in wanted:
        hands.lobby.stage.focus._take(button)
        hands.lobby.stage.focus.refresh()
        assert any(part is button for part, _box in list_visible(hands.lobby.stage))
    hands.lobby.stage.focus.hide()


@pytest.mark.parametrize("name", list(PAGES))
def test_each_side_key_alone_leads_to_everything(hands: Hands, name: str) -> None:
    """Who hears the page need not know how it is laid out."""
    from screens.probe import buttons

    hands.lobby.show(PAGES[name])
    focus, everything = hands.lobby.stage.focus, buttons(hands.lobby.stage)
    focus.appear()
    for act in ("right", "left"):
        reached = []
        for _nth in everything:
            hands.press(act)
            reached.append(focus.button)
        missed = [button.key for button in everything if button.enabled and button not in reached]
        assert set(missed) <= {"page_up", "page_down"}  # come and go, as the focus itself scrolls


def test_the_first_key_shows_the_focus_and_a_touch_takes_it_away(hands: Hands) -> None:
    lobby = hands.lobby
    lobby.show(SAMPLES["menu"])
    assert lobby.stage.focus.parent is None
    hands.press("confirm")
    assert lobby.stage.focus.parent is lobby.stage
    assert lobby.answers() == []
    lobby.lift(lobby.press(40, lobby.window.height - 60))
    assert lobby.stage.focus.parent is None


def test_arrows_and_confirm_choose(hands: Hands) -> None:
    hands.lobby.show(SAMPLES["menu"])
    hands.press("down")
    first = hands.at()
    hands.press("down")
    assert hands.at() != first
    hands.taps("track")
    assert hands.lobby.answers() == ["track"]


def test_a_key_held_down_chooses_once(hands: Hands) -> None:
    hands.lobby.show(SAMPLES["statement"])
    hands.press("down")
    assert hands.at() == "tick"
    hands.hold("confirm", 3)
    assert hands.lobby.targets()["action"].enabled


def test_a_second_press_does_not_choose_on_the_page_that_has_just_come(waiting: Lobby) -> None:
    hands = Hands(waiting)
    waiting.show(SAMPLES["menu"])
    waiting.settle()
    hands.taps("apply")
    waiting.show(SAMPLES["statement"])
    hands.press("confirm")
    assert not waiting.targets()["action"].enabled
    waiting.settle()
    hands.press("confirm")
    assert waiting.targets()["action"].enabled


def test_back_is_the_pages_own(hands: Hands) -> None:
    hands.lobby.show(form("dibao"))
    hands.taps("no")
    hands.press("back")  # to the question
    hands.press("back")
    reply = hands.lobby.replies[-1]
    assert isinstance(reply, WentBack)
    assert reply.entered["dibao"] == "no"
    hands.lobby.show(SAMPLES["menu"])
    hands.press("back")
    assert all(isinstance(reply, Touched) for reply in hands.lobby.replies)


def test_a_form_is_filled_by_keys_alone(hands: Hands) -> None:
    hands.lobby.show(form())
    hands.taps("illness")
    hands.taps(*(f"key_{digit}" for digit in "20261102"))
    assert hands.at().startswith("key_")  # of the field that opened
    hands.taps(*(f"key_{digit}" for digit in "5000"), "action", "yes", "action")
    (answers,) = hands.lobby.answers()
    assert (answers["reason"], answers["day"], answers["amount"]) == ("illness", "2026-11-02", "5000")


def test_letters_narrow_the_list_which_the_focus_then_enters(hands: Hands) -> None:
    hands.lobby.show(SAMPLES["browse"])
    hands.taps("key_l", "key_s", "key_j", "2")
    assert hands.lobby.answers() == ["2"]


@pytest.mark.parametrize("act", ["confirm", "back", "down", "help"])
def test_any_key_answers_the_warning_and_does_no_more(hands: Hands, act: str) -> None:
    hands.lobby.show(SAMPLES["message"])
    hands.lobby.stage.warn(20)
    hands.press(act)
    assert [type(reply) for reply in hands.lobby.replies] == [Touched]
    assert hands.at() == "continue"


def test_help_says_what_the_keys_do_and_goes_again(hands: Hands) -> None:
    from screens.probe import texts

    hands.lobby.show(SAMPLES["guide"])

    def said() -> bool:
        return "按键说明" in {text.text for text in texts(hands.lobby.stage)}

    closers: tuple[Callable[[], Any], ...] = (
        lambda: hands.press("help"),
        lambda: hands.press("back"),
        lambda: hands.taps("continue"),
        lambda: hands.lobby.lift(hands.lobby.press(40, hands.lobby.window.height - 60)),
    )
    for close in closers:
        hands.press("help")
        assert said()
        close()
        assert not said()
    assert all(isinstance(reply, Touched) for reply in hands.lobby.replies)


def test_the_volume_is_shown_and_the_next_visit_begins_with_the_usual_one(hands: Hands) -> None:
    from screens.probe import texts
    from screens.volume import DEFAULT, MOST

    stage = hands.lobby.stage
    hands.lobby.show(SAMPLES["menu"])
    hands.press("volume_up")
    assert f"音量 {DEFAULT + 1} / {MOST}" in {text.text for text in texts(stage)}
    hands.hold("volume_up", 2 * MOST)
    assert stage.volume.level == MOST
    hands.hold("volume_down", 2 * MOST)
    assert stage.volume.level == 0
    hands.lobby.show(SAMPLES["attract"])
    assert stage.volume.level == DEFAULT
    assert stage.volume.parent is None


def test_where_keys_are_tried_out_one_press_does_not_leave(hands: Hands) -> None:
    hands.lobby.show(SAMPLES["trial_keypad"])
    hands.press("down", "confirm", "back", "help", "help")
    assert hands.lobby.answers() == []
    hands.press("back", "back")
    assert isinstance(hands.lobby.replies[-1], WentBack)


def test_every_name_in_the_configuration_is_a_key_of_kivys(window: Any) -> None:
    from kivy.core.window import Keyboard

    assert set(Keyboard.keycodes) >= KEY_NAMES

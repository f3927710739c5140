"""A scanner that types like a keyboard, and a hand on the keypad: the one does nothing, the other what it is for."""

import time
from collections.abc import Callable

import pytest

from config.loader import load
from devices.transports import check_port
from screens.samples import SAMPLES
from tests.screens.conftest import Lobby

KEYS = load(None, {}, check_port).keypad.model_dump()
SCAN = "case:7k4m-q9xt-2vbc"


class Keys:
    """Keys as the window tells of them, at times of our own."""

    def __init__(self, lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
        from screens import key_bursts
        from screens.keypad import Keypad

        self._lobby = lobby
        self._now = 100.0
        monkeypatch.setattr(key_bursts, "monotonic", lambda: self._now)
        self._bursts = key_bursts.KeyBursts(Keypad(lobby.stage, KEYS))

    def press(self, name: str, after: float) -> None:
        from kivy.core.window import Keyboard

        self._now += after
        code = Keyboard.keycodes[name]
        self._bursts.pressed(None, code)
        self._bursts.released(None, code)

    def hold(self, name: str, repeats: int) -> None:
        from kivy.core.window import Keyboard

        self._now += 1
        for _ in range(repeats):
            self._bursts.pressed(None, Keyboard.keycodes[name])
            self._now += 0.03
        self._bursts.released(None, Keyboard.keycodes[name])

    def scan(self, text: str = SCAN, gap: float = 0.003) -> None:
        self._now += 1
        self.type(text, gap)

    def type(self, text: str, gap: float = 0.003) -> None:
        for name in (*text, "enter"):
            if name == ":":
                self.press("shift", gap)
            self.press({":": ";"}.get(name, name), gap)

    def wait(self, seconds: float) -> None:
        self._now += seconds

    def passes(self, meanwhile: float = 0.04) -> None:
        """Time enough for keys to act; `meanwhile`, the window's loop got no further."""
        from kivy.clock import Clock

        self.wait(meanwhile)
        time.sleep(0.06)
        Clock.tick()

    def until(self, look: Callable[[], bool]) -> bool:
        end = time.monotonic() + 10
        while time.monotonic() < end and not look():
            self.passes()
        return look()

    def at(self) -> str:
        """Returns where the frame is; "" while it is not shown."""
        focus = self._lobby.stage.focus
        return str(focus.button.key) if focus.shown and focus.button else ""


@pytest.fixture
def keys(portrait: Lobby, monkeypatch: pytest.MonkeyPatch) -> Keys:
    portrait.show(SAMPLES["menu"])
    return Keys(portrait, monkeypatch)


@pytest.mark.parametrize("gap", [0.0, 0.02, 0.06])
@pytest.mark.parametrize("text", [SCAN, "1234", "f"])
def test_three_scans_of_a_slow_scanner_too_do_nothing(keys: Keys, portrait: Lobby, text: str, gap: float) -> None:
    """Letters and digits are on no keypad."""
    check_scans_do_nothing(keys, portrait, text, gap)


@pytest.mark.parametrize("gap", [0.0, 0.003, 0.03])
@pytest.mark.parametrize("prefix", ["enter", "down", "down enter"])
def test_keys_of_the_keypad_before_each_code_do_nothing_from_the_first_on(
    keys: Keys, portrait: Lobby, prefix: str, gap: float
) -> None:
    for _ in range(3):
        keys.wait(1)
        for name in prefix.split():
            keys.press(name, gap)
        keys.type(SCAN, gap)
        keys.passes()
    assert (keys.at(), portrait.replies) == ("", [])
    keys.press("down", 1)
    assert keys.until(lambda: bool(keys.at()))


def test_nor_while_the_window_is_busy_drawing(keys: Keys, portrait: Lobby) -> None:
    """The rest of the scan lies unread until the page is drawn."""
    keys.press("enter", 1)
    keys.passes(meanwhile=0.2)
    keys.type(SCAN)
    keys.passes()
    assert (keys.at(), portrait.replies) == ("", [])


def test_a_hand_waits_at_its_first_key_alone(keys: Keys) -> None:
    keys.press("down", 1)
    assert keys.at() == ""
    assert keys.until(lambda: bool(keys.at()))
    before = keys.at()
    keys.press("down", 0.1)
    assert keys.at() != before


def test_many_keys_of_the_keypad_so_fast_are_no_hand(keys: Keys, portrait: Lobby) -> None:
    before = portrait.stage.volume.level
    keys.type("-=" * 12)
    keys.passes()
    assert abs(portrait.stage.volume.level - before) <= 1


def check_scans_do_nothing(keys: Keys, portrait: Lobby, text: str, gap: float) -> None:
    loudness = portrait.stage.volume.level
    for _ in range(3):
        keys.scan(text, gap)
        keys.passes()
    assert (keys.at(), portrait.replies) == ("", [])
    assert portrait.stage.volume.level == loudness


def test_a_hand_is_heard_before_and_after_a_scan(keys: Keys) -> None:
    keys.press("down", 1)  # shows the frame
    assert keys.until(lambda: bool(keys.at()))
    before = keys.at()
    keys.scan()
    keys.passes()
    assert keys.at() == before
    keys.press("down", 1)
    assert keys.until(lambda: keys.at() != before)


def test_a_few_keys_that_waited_for_the_window_all_count(keys: Keys) -> None:
    for name in ("down", "down", "down"):
        keys.press(name, 0.001)
    assert keys.until(lambda: bool(keys.at()))


def test_one_key_may_be_hammered(keys: Keys, portrait: Lobby) -> None:
    before = portrait.stage.volume.level
    keys.press("-", 1)
    for _ in range(20):
        keys.press("-", 0.01)
    assert keys.until(lambda: portrait.stage.volume.level != before)


def test_a_key_that_is_held_down_is_no_scan(keys: Keys) -> None:
    keys.hold("down", 12)
    assert keys.until(lambda: bool(keys.at()))


def test_a_keypads_plus_may_come_with_shift(keys: Keys, portrait: Lobby) -> None:
    before = portrait.stage.volume.level
    keys.press("shift", 1)
    keys.press("=", 0.001)
    assert keys.until(lambda: portrait.stage.volume.level != before)

"""A scanner that types like a keyboard is no hand on the keypad: keys that come faster than a hand types do nothing."""

from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Any

from kivy.clock import Clock

from screens.keypad import Keypad

FAST_SECONDS = 0.035  # between two keys: no hand is as fast for long
_MANY, _FASTEST_SECONDS = 5, 0.012  # keys of a keypad, one after another, that are a scan by their speed alone
_SETTLE_SECONDS = 0.04  # where a scanner begins with a key of the keypad, such a key acts that much later
_LOOK_SECONDS = 1.0  # between two looks at what is plugged in
_MODIFIERS = range(300, 314)  # Kivy's codes of Shift, Control, Alt and the locks: a keypad may send them with a key
_AFTER_SECONDS = 0.3  # the rest of a scan may hesitate; that long after it, or after a key that no keypad has


class KeyBursts:
    """Stands between the window's keys and the keypad. Only for Kivy's thread.

    A scan holds letters and digits, which are on no keypad: its first one makes the keypad deaf until all was quiet for
    a while, so that the Enter behind the code presses nothing. A key of the keypad acts at once, until one was seen to
    stand right before such a scan, as a prefix does; from then on, and while a scanner is plugged in that types, it
    acts when it is known to be none.
    """

    def __init__(self, keypad: Keypad, scanner_types: Callable[[], bool] = lambda: False) -> None:
        """`scanner_types`: whether such a scanner is plugged in now."""
        self._keypad = keypad
        self._scanner_types = scanner_types
        self._types, self._asked_at = False, -inf  # what it said last, and when
        self._waiting: list[Callable[[], object]] = []  # presses and releases in their order
        self._careful = False
        self._fresh = 0  # presses of other keys than the one before, each soon after it
        self._down: set[int] = set()
        self._last, self._last_code = 0.0, 0
        self._deaf_until = 0.0
        self._settle = Clock.create_trigger(lambda _: self._act(), _SETTLE_SECONDS)

    def pressed(self, window: object, code: int, *_: Any) -> bool:
        """Handles the window's on_key_down."""
        is_keypad, now = self._keypad.knows(code), monotonic()
        held = code in self._down  # its repetitions come fast, too
        self._down.add(code)
        if not held and code not in _MODIFIERS:
            self._count(now, code, is_keypad=is_keypad)
        if is_keypad and now >= self._deaf_until:
            self._pass(lambda: self._keypad.pressed(window, code))
        return is_keypad

    def released(self, window: object, code: int, *_: Any) -> bool:
        """Handles the window's on_key_up."""
        self._down.discard(code)
        if self._waiting:
            self._waiting.append(lambda: self._keypad.released(window, code))
            return False
        return self._keypad.released(window, code)

    def _count(self, now: float, code: int, *, is_keypad: bool) -> None:
        fast = now - self._last < FAST_SECONDS
        self._careful = self._careful or (fast and not is_keypad and self._keypad.knows(self._last_code))
        is_fast = now - self._last < _FASTEST_SECONDS
        self._fresh = self._fresh + (code != self._last_code) if is_fast else 1  # one key may be hammered
        self._last, self._last_code = now, code
        if not is_keypad or self._fresh >= _MANY or now < self._deaf_until:
            self._deaf_until = now + _AFTER_SECONDS
            self._waiting.clear()
            self._settle.cancel()

    def _pass(self, act: Callable[[], object]) -> None:
        if not (self._careful or self._may_be_prefix()):
            act()
            return
        self._waiting.append(act)
        self._settle.cancel()
        self._settle()

    def _may_be_prefix(self) -> bool:
        now = monotonic()
        if now - self._asked_at >= _LOOK_SECONDS:
            self._types, self._asked_at = self._scanner_types(), now
        return self._types

    def _act(self) -> None:
        acts, self._waiting = self._waiting, []
        for act in acts:
            act()

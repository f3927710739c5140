"""A scanner that types like a keyboard is no hand on the keypad: keys that come faster than a hand types do nothing."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from kivy.clock import Clock

from screens.keypad import Keypad

_MANY, _FASTEST_SECONDS = 5, 0.012  # keys of a keypad, one after another, that are a scan by their speed alone
_PAUSE_SECONDS = 0.25  # a scan stands alone: no hand pressed a key so shortly before it
_SETTLE_SECONDS = 0.04  # the first key after a pause acts that much later, when it is known to begin no scan
_LATE_SECONDS = 0.06  # since that key, the loop was busy: what came meanwhile is not yet read
_MODIFIERS = range(300, 314)  # Kivy's codes of Shift, Control, Alt and the locks: a keypad may send them with a key
_AFTER_SECONDS = 0.3  # the rest of a scan may hesitate; that long after it, or after a key that no keypad has


class KeyBursts:
    """Stands between the window's keys and the keypad. Only for Kivy's thread.

    A scan holds letters and digits, which are on no keypad: its first one makes the keypad deaf until all was quiet for
    a while, so that the Enter behind the code presses nothing. A key of the keypad that comes after a pause may be what
    a scanner types before its code: it acts when it is known to be none. Those that follow it act at once.
    """

    def __init__(self, keypad: Keypad) -> None:
        self._keypad = keypad
        self._waiting: list[Callable[[], object]] = []  # presses and releases in their order
        self._waits_since = 0.0
        self._fresh = 0  # presses of other keys than the one before, each soon after it
        self._down: set[int] = set()
        self._last, self._last_code = 0.0, 0
        self._deaf_until = 0.0
        self._settle = Clock.create_trigger(lambda _: self._act(), _SETTLE_SECONDS)

    def pressed(self, window: object, code: int, *_: Any) -> bool:
        """Handles the window's on_key_down."""
        is_keypad, now = self._keypad.knows(code), monotonic()
        held = code in self._down  # its repetitions come fast, too
        begins = not held and now - self._last >= _PAUSE_SECONDS
        self._down.add(code)
        if not held and code not in _MODIFIERS:
            self._count(now, code, is_keypad=is_keypad)
        if is_keypad and now >= self._deaf_until:
            self._pass(lambda: self._keypad.pressed(window, code), now, begins=begins)
        return is_keypad

    def released(self, window: object, code: int, *_: Any) -> bool:
        """Handles the window's on_key_up."""
        self._down.discard(code)
        if self._waiting:
            self._waiting.append(lambda: self._keypad.released(window, code))
            return False
        return self._keypad.released(window, code)

    def _count(self, now: float, code: int, *, is_keypad: bool) -> None:
        is_fast = now - self._last < _FASTEST_SECONDS
        self._fresh = self._fresh + (code != self._last_code) if is_fast else 1  # one key may be hammered
        self._last, self._last_code = now, code
        if not is_keypad or self._fresh >= _MANY or now < self._deaf_until:
            self._deaf_until = now + _AFTER_SECONDS
            self._waiting.clear()
            self._settle.cancel()

    def _pass(self, act: Callable[[], object], now: float, *, begins: bool) -> None:
        if not (begins or self._waiting):
            act()
            return
        self._waiting.append(act)
        self._waits_since = now
        self._settle.cancel()
        self._settle()

    def _act(self) -> None:
        if monotonic() - self._waits_since > _LATE_SECONDS:  # a page was drawn meanwhile: the rest may lie unread
            self._waits_since = monotonic()
            Clock.schedule_once(lambda _: self._act(), 0)
            return
        acts, self._waiting = self._waiting, []
        for act in acts:
            act()

"""A tactile keypad beside the screen: an ordinary keyboard to the machine. Its keys move a focus over every page."""

from collections.abc import Mapping, Sequence
from typing import Any

from kivy.core.window import Keyboard

from kiosk.pages.technician_kinds import TrialPage
from screens.focus_geometry import Direction
from screens.key_words import SPOKEN
from screens.keys_help import KeysHelp
from screens.stage import Stage

_MOVES = {direction.value: direction for direction in Direction}
_PLUGS = {"headphones_in": True, "headphones_out": False}  # what the socket of a keypad tells
_FASTER = {"slower": -1, "faster": 1}
_TWICE = ("confirm", "back")  # on the page that tests keys, these need two presses


class Keypad:
    """`keys` maps each action (up, down, left, right, confirm, back, help, volume_up, volume_down, repeat, stop,
    slower, faster, headphones_in, headphones_out) to the keyboard's keys. Only for Kivy's thread."""

    def __init__(self, stage: Stage, keys: Mapping[str, Sequence[str]]) -> None:
        self._stage = stage
        self._acts = {Keyboard.keycodes[name]: act for act, names in keys.items() for name in names}
        self._held: set[int] = set()
        self._last = ""  # the previous key's action

    def knows(self, code: int) -> bool:
        """Returns whether this key does anything."""
        return code in self._acts

    def pressed(self, _window: object, code: int, *_: Any) -> bool:
        """Handles the window's on_key_down. A key that is held down repeats movements only."""
        act = self._acts.get(code, "")
        again = code in self._held
        self._held.add(code)
        if act and not (again and act not in _MOVES and not act.startswith("volume")):
            self._do(act)
        return bool(act)

    def released(self, _window: object, code: int, *_: Any) -> bool:
        """Handles the window's on_key_up."""
        self._held.discard(code)
        if self._acts.get(code) == "confirm":
            self._stage.focus.let_go()
        return False

    def _do(self, act: str) -> None:
        stage, narrator = self._stage, self._stage.narrator
        warned = stage.warned
        stage.touched()
        if act in _PLUGS:
            narrator.plug(plugged=_PLUGS[act])
            return
        narrator.hear_key(act)
        if isinstance(stage.layer, KeysHelp):
            narrator.name_key(act)
        if warned:
            stage.focus.appear()
        elif act == "help":
            stage.toggle_help()
        elif act in SPOKEN:
            self._speak(act)
        elif act.startswith("volume"):
            stage.volume.change(1 if act == "volume_up" else -1)
        elif act in _MOVES:
            if not stage.focus.appear():
                stage.focus.move(_MOVES[act])
        elif self._is_meant(act):
            stage.go_back() if act == "back" else self._confirm()
        self._last = act

    def _speak(self, act: str) -> None:
        """Handles the keys for what is read out; "stop" has acted already, as every key does."""
        narrator = self._stage.narrator
        if act == "repeat":
            narrator.repeat()
        elif act in _FASTER:
            narrator.change_speed(_FASTER[act])

    def _is_meant(self, act: str) -> bool:
        page = self._stage.page
        return not (isinstance(page, TrialPage) and page.what == "keypad") or self._last == act

    def _confirm(self) -> None:
        """Taps the focused button, where a finger's tap would count."""
        if not self._stage.focus.appear():
            self._stage.focus.tap()

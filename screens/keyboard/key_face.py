"""The keys of a keyboard. They tell nothing of anybody and are alike on every page, so they are kept for the next one:
to draw them takes a third of a page's time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kiosk.pages.language import _
from screens.keyboard.keys import erase_key, key_button
from screens.layout import Button, Column, Gap, Holder, KeyRow, Part, Wide
from screens.layout.button import CHOSEN, PLAIN, QUIET
from screens.theme import ScreenTheme

SIDE = 31.0  # mm: how wide the keys beside the space bar are, and beside the pad
_ICONS = {"shift": "shift"}
_MOST = 4


@dataclass(frozen=True, slots=True)
class KeySet:
    """Which keys there are. `rows`: the names of those that type; `chinese`: whether letters become characters, None
    where they cannot; `others`: what the key says that leads to other rows."""

    tag: str  # of the language
    rows: tuple[tuple[str, ...], ...]
    others: str
    shift: bool = False
    chinese: bool | None = None
    has_pad: bool = False
    has_enter: bool = False


class KeyFace(Holder):
    """Calls `on_key` with a key's name: what it types, or `symbols`, `chinese`, `write`, `space`, `clear`, `enter`,
    `shift`, `backspace`."""

    def __init__(self, theme: ScreenTheme, keys: KeySet) -> None:
        super().__init__(theme)
        self.keys = keys
        self.on_key: Callable[[str], None] = _do_nothing
        rows: list[Part] = [self._row(row) for row in keys.rows]
        self.hold(Column(theme, [*rows, self._bottom()], gap=theme.mm(2), grow=rows))

    def rest(self) -> None:
        """Lets all keys go, as no page has them."""
        self.on_key = _do_nothing
        self.move_all(0)
        for part in self.walk():
            if isinstance(part, Button):
                part.let_go()

    def _tell(self, name: str) -> None:
        self.on_key(name)

    def _row(self, names: tuple[str, ...]) -> KeyRow:
        keys = [self._key(name) for name in names]
        parts: list[Part] = list(keys)
        if len(names) == 9 and "backspace" not in names:  # half a key in at either end
            ends = (Gap(self.theme, width=self.theme.mm(8)), Gap(self.theme, width=self.theme.mm(8)))
            parts = [ends[0], *keys, ends[1]]
        return KeyRow(self.theme, parts, gap=self.theme.mm(2), grow=keys)

    def _key(self, name: str) -> Button:
        label = name.upper() if self.keys.shift else name
        icon = _ICONS.get(name, "")
        look = CHOSEN if name == "shift" and self.keys.shift else QUIET if icon else PLAIN
        if name == "backspace":
            return erase_key(self.theme, partial(self._tell, name))
        return key_button(self.theme, name, label, partial(self._tell, name), icon=icon, look=look)

    def _bottom(self) -> Part:
        theme, keys = self.theme, self.keys
        is_tight = theme.mode.large_text and keys.has_enter  # words of that size would be broken
        pen, cross = ("edit", "cross") if is_tight else ("", "")
        space = key_button(theme, "space", _("Space"), partial(self._tell, "space"))
        parts: list[Part] = [self._side("symbols", keys.others)]
        if keys.chinese is not None:
            parts.append(self._side("chinese", "中" if keys.chinese else _("EN")))
        if keys.has_pad:
            parts.append(self._side("write", _("Write"), icon=pen))
        parts += [space, self._side("clear", _("Clear"), icon=cross)]
        if keys.has_enter:
            parts.append(self._side("enter", "", icon="enter"))
        return KeyRow(theme, parts, gap=theme.mm(2), grow=[space])

    def _side(self, key: str, label: str, icon: str = "") -> Part:
        return side_key(self.theme, key, label, partial(self._tell, key), icon=icon)


def side_key(theme: ScreenTheme, key: str, label: str, on_tap: Callable[[], None], icon: str = "") -> Part:
    """Returns a key that stands beside the space bar, or the pad."""
    return Wide(theme, key_button(theme, key, label, on_tap, icon=icon, look=QUIET), theme.mm(SIDE), at_least=True)


_idle: list[KeyFace] = []  # the latest last


def take_keys(theme: ScreenTheme, keys: KeySet) -> KeyFace:
    """Returns these keys, which then belong to one keyboard."""
    for face in _idle:
        if face.theme == theme and face.keys == keys:
            _idle.remove(face)
            return face
    return KeyFace(theme, keys)


def give_back(face: KeyFace) -> None:
    """Keeps the keys, which no keyboard holds any more."""
    face.rest()
    _idle.append(face)
    del _idle[:-_MOST]


def _do_nothing(_: str) -> None: ...

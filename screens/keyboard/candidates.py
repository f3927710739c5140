"""The bar above the keys: the letters being typed, and the words they may mean."""

from collections.abc import Callable
from functools import partial

from screens.keyboard.keys import key_button
from screens.keyboard.rime import Composing
from screens.layout import Button, Part, TextPart
from screens.layout.button import QUIET
from screens.theme import Colour, ScreenTheme, Type

_HEIGHT = 17.0


class Candidates(Part):
    """As many candidates as fit; arrows turn the page."""

    def __init__(self, theme: ScreenTheme, on_pick: Callable[[int], None], on_turn: Callable[[int], None]) -> None:
        super().__init__(theme)
        self._on_pick, self._on_turn = on_pick, on_turn
        self._state = Composing()
        self._start = self._shown = 0
        self._letters = TextPart(theme, "", Type.SMALL, colour=Colour.MUTED)
        self._keys: list[Button] = []
        self.add_widget(self._letters)

    def height_at(self, width: float) -> float:
        return float(self.theme.line(Type.SMALL) + self._high() + self.theme.mm(1))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        high = self.theme.line(Type.SMALL)
        self._letters.place(x, y + height - high, width, high)
        self._lay_out()

    def _high(self) -> int:
        return max(self.theme.mm(_HEIGHT), self.theme.line(Type.BODY) + self.theme.mm(1))

    def show(self, state: Composing) -> None:
        """Shows this in place of what was there."""
        if state != self._state:
            self._state, self._start = state, 0
            self._letters.set(state.letters)
            self._lay_out()

    def wipe(self) -> None:
        self._state = Composing()
        self._keys.clear()
        super().wipe()

    def _lay_out(self) -> None:
        for key in self._keys:
            key.wipe()
            self.remove_widget(key)
        self._keys.clear()
        if self.width < 2 or not self._state.candidates:
            return
        mm = self.theme.mm
        self._shown = self._words(self.right - mm(38))
        if self._start == 0 and self._shown == len(self._state.candidates) and self._only_page():
            return
        for icon, pages, right in (("left", -1, mm(36)), ("right", 1, mm(17))):
            key = key_button(self.theme, f"candidates_{icon}", "", partial(self._turn, pages), icon=icon, look=QUIET)
            self._add(key, self.right - right, mm(17))

    def _only_page(self) -> bool:
        return self._state.first_page and self._state.last_page

    def _words(self, right: float) -> int:
        """Lays out the words from `_start` on; returns where it had to end."""
        x, mm = self.x, self.theme.mm
        for at, word in list(enumerate(self._state.candidates))[self._start :]:
            wide = max(mm(18), TextPart(self.theme, word, bold=True).width_wanted() + mm(6))
            if x + wide > right and at > self._start:
                return at
            self._add(key_button(self.theme, f"candidate_{at}", word, partial(self._on_pick, at)), x, wide)
            x += wide + mm(1.5)
        return len(self._state.candidates)

    def _turn(self, pages: int) -> None:
        """Turns first to what did not fit of this page, then to the next page of the engine."""
        if pages > 0 and self._shown < len(self._state.candidates):
            self._start = self._shown
            self._lay_out()
        elif pages < 0 and self._start > 0:
            self._start = 0
            self._lay_out()
        else:
            self._on_turn(pages)

    def _add(self, key: Button, x: float, width: float) -> None:
        self._keys.append(key)
        self.add_widget(key)
        key.place(x, self.y, width, self._high())

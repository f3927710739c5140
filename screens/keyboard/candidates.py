"""The bar above the keys: the letters being typed, and the words they may mean."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile
from typing import Any

from screens.keyboard.keys import WordKey, key_button
from screens.keyboard.rime import Composing
from screens.layout import Button, Part, TextPart
from screens.layout.button import QUIET
from screens.layout.text import width_of
from screens.theme import Colour, ScreenTheme, Type

_HEIGHT, _GAP = 17.0, 1.5  # mm


class Candidates(Part):
    """As many candidates as fit; arrows turn the page."""

    def __init__(self, theme: ScreenTheme, on_pick: Callable[[int], None], on_turn: Callable[[int], None]) -> None:
        super().__init__(theme)
        self._on_pick, self._on_turn = on_pick, on_turn
        self._state = Composing()
        self._start = self._shown = 0
        self._letters = TextPart(theme, "", Type.SMALL, colour=Colour.MUTED)
        self._words: list[WordKey] = []
        self._arrows: list[Button] = []
        self.add_widget(self._letters)

    def height_at(self, width: float) -> float:
        return float(self.theme.line(Type.SMALL) + self._high() + self.theme.mm(1))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        high = self.theme.line(Type.SMALL)
        self._letters.place(x, y + height - high, width, high)
        self._drop(self._arrows)
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
        self._words.clear()
        self._arrows.clear()
        super().wipe()

    def _lay_out(self) -> None:
        """Shows what fits from `_start` on. Keys that stay where they are, and as wide, get other words: that takes a
        third as long as other keys."""
        state, mm = self._state, self.theme.mm
        if self.width < 2:
            return
        widths = self._widths(self.right - mm(38)) if state.candidates else []
        self._shown = self._start + len(widths)
        is_all = not widths or (self._start == 0 and self._shown == len(state.candidates) and self._is_only_page())
        alike = self._count_alike(widths)
        if is_all or alike < len(widths):
            self._drop(self._arrows)  # they stand behind the words
        self._drop(self._words, alike)
        x = self.x
        for slot, wide in enumerate(widths):
            self._put_word(slot, x, wide)
            x += wide + mm(_GAP)
        if not is_all and not self._arrows:
            self._put_arrow("left", -1, self.right - mm(36))
            self._put_arrow("right", 1, self.right - mm(17))

    def _is_only_page(self) -> bool:
        return self._state.first_page and self._state.last_page

    def _count_alike(self, widths: Sequence[float]) -> int:
        """Returns how many keys, from the first on, are as wide as these."""
        pairs = zip(self._words, widths, strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0].width == round(pair[1]), pairs))

    def _widths(self, right: float) -> list[float]:
        """Returns how wide the keys are of the words from `_start` on that end left of `right`, one at least."""
        x, mm, em = self.x, self.theme.mm, self.theme.em(Type.BODY)
        widths: list[float] = []
        for word in self._state.candidates[self._start :]:
            wide = max(mm(18), width_of(word, em, bold=True) + mm(6))
            if x + wide > right and widths:
                break
            widths.append(wide)
            x += wide + mm(_GAP)
        return widths

    def _put_word(self, slot: int, x: float, width: float) -> None:
        at = self._start + slot
        word, pick = self._state.candidates[at], partial(self._on_pick, at)
        if slot < len(self._words):
            self._words[slot].say(f"candidate_{at}", word, pick)
        else:
            self._words.append(WordKey(self.theme, f"candidate_{at}", word, pick))
            self.add_widget(self._words[slot])
        self._words[slot].place(x, self.y, width, self._high())

    def _put_arrow(self, icon: str, pages: int, x: float) -> None:
        key = key_button(self.theme, f"candidates_{icon}", "", partial(self._turn, pages), icon=icon, look=QUIET)
        self._arrows.append(key)
        self.add_widget(key)
        key.place(x, self.y, self.theme.mm(17), self._high())

    def _drop(self, keys: list[Any], first: int = 0) -> None:
        """Removes these keys, but for the first ones."""
        for key in keys[first:]:
            key.wipe()
            self.remove_widget(key)
        del keys[first:]

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

"""The keyboard that one writes on by hand: the pad, below it the characters that were read and their alternatives."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.pages.language import _
from screens.handwriting import visit_reader
from screens.keyboard.ink_pad import Ink, InkPad
from screens.keyboard.keys import key_button
from screens.layout import Button, Column, Holder, Part, TextPart
from screens.layout.button import CHOSEN, PLAIN, PRIMARY
from screens.theme import ScreenTheme, Type

_HEIGHT = 17.0  # mm
_ICON = 18.0  # mm: the icon of the key that takes the word, with the room around it


class Writing(Holder):
    """Tells `on_text` the word that is taken. A candidate takes the place of its character; of a single character it is
    taken at once. `bottom` are the keys below."""

    def __init__(self, theme: ScreenTheme, on_text: Callable[[str], None], bottom: Callable[["Writing"], Part]) -> None:
        super().__init__(theme)
        self._on_text = on_text
        self._candidates: tuple[tuple[str, ...], ...] = ()
        self._word: list[str] = []
        self._at = 0  # whose candidates are shown
        self._pad = InkPad(theme, self._read)
        self._characters, self._others = _Strip(theme), _Strip(theme)
        parts = [self._pad, self._characters, self._others, bottom(self)]
        self.hold(Column(theme, parts, gap=theme.mm(2), grow=[self._pad]))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._show()

    def wipe(self) -> None:
        visit_reader.close()
        self._candidates, self._word = (), []
        super().wipe()

    @property
    def ink(self) -> Ink:
        return self._pad.ink

    def write(self, ink: Ink) -> None:
        """Shows these strokes and has them read."""
        self._pad.show(ink)
        self._read()

    def undo(self) -> None:
        """Takes back the last stroke."""
        self._pad.undo()
        self._read()

    def clear(self) -> None:
        """Takes all strokes off the pad."""
        self._pad.show(Ink())
        self._read()

    def take(self) -> None:
        """Types the word, and makes room for the next."""
        word = "".join(self._word)
        self.clear()
        if word:
            self._on_text(word)

    def _read(self) -> None:
        ink = self._pad.ink
        if ink.strokes:
            visit_reader.read(ink.strokes, ink.height, self._accept)
        else:
            visit_reader.drop()
            self._accept(())

    def _accept(self, candidates: tuple[tuple[str, ...], ...]) -> None:
        """Shows the candidates. A chosen character stays where the next strokes leave it as it was."""
        candidates = tuple(filter(None, candidates))
        same = [before == now for before, now in zip(self._candidates, candidates, strict=False)]
        chosen = self._word[: same.index(False) if False in same else len(same)]
        self._word = [*chosen, *(each[0] for each in candidates[len(chosen) :])]
        self._candidates = candidates
        self._at = min(self._at, max(0, len(candidates) - 1))
        self._show()

    def _choose(self, at: int) -> None:
        self._at = at
        self._show()

    def _replace(self, character: str) -> None:
        self._word[self._at] = character
        if len(self._word) == 1:
            self.take()
        else:
            self._choose(min(self._at + 1, len(self._word) - 1))

    def _show(self) -> None:
        self._characters.show([self._character(at) for at in range(len(self._word))], self._take_key())
        others = self._candidates[self._at] if self._candidates else ()
        self._others.show([self._other(at, character) for at, character in enumerate(others)])

    def _take_key(self) -> Button | None:
        if not self._word:
            return None
        return key_button(self.theme, "take", _("Put in"), self.take, look=PRIMARY)

    def _character(self, at: int) -> Button:
        look = CHOSEN if at == self._at and len(self._word) > 1 else PLAIN
        return key_button(self.theme, f"character_{at}", self._word[at], partial(self._choose, at), look=look)

    def _other(self, at: int, character: str) -> Button:
        return key_button(self.theme, f"other_{at}", character, partial(self._replace, character))


class _Strip(Part):
    """Keys of one width from the left, as many as fit, and one at the right end."""

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self._keys: list[Button] = []

    def height_at(self, width: float) -> float:
        return float(max(self.theme.mm(_HEIGHT), self.theme.line(Type.BODY) + self.theme.mm(1)))

    def show(self, keys: Sequence[Button], last: Button | None = None) -> None:
        """Shows these in place of those before."""
        for key in self._keys:
            key.wipe()
            self.remove_widget(key)
        self._keys.clear()
        if self.width < 2:
            return
        mm, right = self.theme.mm, self.right
        if last:
            wide = TextPart(self.theme, last.text, bold=True).width_wanted() + mm(_ICON)
            self._add(last, right - wide, wide)
            right -= wide + mm(4)
        wide = max(mm(18), self.theme.line(Type.BODY))
        for at, key in enumerate(keys[: int((right - self.x + mm(1.5)) // (wide + mm(1.5)))]):
            self._add(key, self.x + at * (wide + mm(1.5)), wide)

    def wipe(self) -> None:
        self._keys.clear()
        super().wipe()

    def _add(self, key: Button, x: float, width: float) -> None:
        self._keys.append(key)
        self.add_widget(key)
        key.place(x, self.y, width, self.height)

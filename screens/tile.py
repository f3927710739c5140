"""A large choice: icon, label and hint, one below the other; where there is little height, with a smaller icon, or
with the icon beside the words."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.pages.kinds import Choice
from screens.layout import Button, Column, Icon, Part, Row, TextPart
from screens.theme import Colour, ScreenTheme, Type
from screens.widgets import OFF, PLAIN

_ICON, _SMALLER_ICON, _SMALL_ICON = 46.0, 34.0, 24.0  # mm
_AIR = 8.0  # mm, over and under what stands, beside the tile's own edge


def tiles(theme: ScreenTheme, choices: Sequence[Choice], answer: Callable[[str], None]) -> list[Button]:
    """Returns one tile per choice, all alike. They are as low as they can be, and grow with their place."""
    faces: list[_TileFace] = []
    return [_tile(theme, choice, partial(answer, choice.key), faces) for choice in choices]


def _tile(theme: ScreenTheme, choice: Choice, on_tap: Callable[[], None], faces: list["_TileFace"]) -> Button:
    enabled = not choice.why_not
    look = PLAIN if enabled else OFF
    face = _TileFace(theme, choice, (look.text, look.hint, Colour.DEEP if enabled else look.text), faces)
    return Button(theme, face, on_tap, text=choice.label, key=choice.key, look=look, pad=(6.0, 5.0), enabled=enabled)


class _TileFace(Part):
    """Lies horizontally while there is no height for all of them to stand. `inks`: of label, hint and icon."""

    def __init__(
        self, theme: ScreenTheme, choice: Choice, inks: tuple[Colour, Colour, Colour], all_: list["_TileFace"]
    ) -> None:
        super().__init__(theme)
        self._choice, self._inks, self._all = choice, inks, all_
        all_.append(self)
        self.standing, self.lying = [self._column(_ICON), self._column(_SMALLER_ICON)], self._row()
        self._shown: Part | None = None

    def height_at(self, width: float) -> float:
        return self.lying.height_at(width)

    def least_at(self, width: float) -> float:
        return self.lying.least_at(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        air = self.theme.mm(_AIR)
        fits = (all(face.standing[at].height_at(width) + air <= height for face in self._all) for at in range(2))
        shown = next((standing for standing, fit in zip(self.standing, fits, strict=True) if fit), self.lying)
        if shown is not self._shown:
            self.clear_widgets()
            self.add_widget(shown)
            self._shown = shown
        shown.place(x, y, width, height)

    def wipe(self) -> None:
        self._all.clear()
        for part in (*self.standing, self.lying):
            part.wipe()
        super().wipe()

    def _column(self, size: float) -> Part:
        icon = Icon(self.theme, self._choice.icon or "document", self.theme.mm(size), self._inks[2])
        return Column(self.theme, [icon, *self._words("center")], gap=self.theme.mm(6), spare="around")

    def _row(self) -> Part:
        icon = Icon(self.theme, self._choice.icon or "document", self.theme.mm(_SMALL_ICON), self._inks[2])
        words = Column(self.theme, self._words("left"), gap=self.theme.mm(2), spare="around")
        return Row(self.theme, [icon, words], gap=self.theme.mm(6), grow=[words])

    def _words(self, align: str) -> list[Part]:
        ink, hint, _ = self._inks
        words: list[Part] = [TextPart(self.theme, self._choice.label, Type.HEADING, bold=True, colour=ink, align=align)]
        note = self._choice.why_not or self._choice.hint
        if note:
            words.append(TextPart(self.theme, note, colour=hint, align=align, valign="top"))
        return words

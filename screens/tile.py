"""A large choice: icon, label and hint, one below the other; where there is little height, with a smaller icon, or
with the icon beside the words, and with all labels smaller where one of them would have to be."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.pages.page_parts import Choice
from screens.layout import Button, Column, Icon, Part, Row, TextPart
from screens.layout.measured import remembered
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
        self.standing = [self._column(_ICON), self._column(_SMALLER_ICON)]
        self.lying = [self._row(Type.HEADING), self._row(Type.BODY)]
        self._shown: Part | None = None
        self._cramped = False

    @remembered
    def height_at(self, width: float) -> float:
        return self.lying[0].height_at(width)

    @remembered
    def least_at(self, width: float) -> float:
        return self.lying[-1].least_at(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        shown = self._find_standing(width, height)
        self._cramped = shown is None and self.lying[0].height_at(width) > height
        small = any(face._cramped for face in self._all)  # noqa: SLF001  # of this class
        self._show(shown or self.lying[small])
        if self._cramped:
            for face in self._all:
                if face._shown is face.lying[0]:  # noqa: SLF001  # placed before it was known
                    face._show(face.lying[1])  # noqa: SLF001

    def _show(self, shown: Part) -> None:
        if shown is not self._shown:
            self.clear_widgets()
            self.add_widget(shown)
            self._shown = shown
        shown.place(self.x, self.y, self.width, self.height)

    def _find_standing(self, width: float, height: float) -> Part | None:
        """Returns the largest that would fit for every tile."""
        air = self.theme.mm(_AIR)
        for at, standing in enumerate(self.standing):
            if all(face.standing[at].height_at(width) + air <= height for face in self._all):
                return standing
        return None

    def wipe(self) -> None:
        self._all.clear()
        for part in (*self.standing, *self.lying):
            part.wipe()
        super().wipe()

    def _column(self, size: float) -> Part:
        icon = Icon(self.theme, self._choice.icon or "document", self.theme.mm(size), self._inks[2])
        return Column(self.theme, [icon, *self._words("center", Type.HEADING)], gap=self.theme.mm(6), spare="around")

    def _row(self, size: Type) -> Part:
        icon = Icon(self.theme, self._choice.icon or "document", self.theme.mm(_SMALL_ICON), self._inks[2])
        words = Column(self.theme, self._words("left", size), gap=self.theme.mm(2), spare="around")
        return Row(self.theme, [icon, words], gap=self.theme.mm(6), grow=[words])

    def _words(self, align: str, size: Type) -> list[Part]:
        ink, hint, _ = self._inks
        words: list[Part] = [TextPart(self.theme, self._choice.label, size, bold=True, colour=ink, align=align)]
        note = self._choice.why_not or self._choice.hint
        if note:
            words.append(TextPart(self.theme, note, colour=hint, align=align, valign="top"))
        return words

"""The value being typed into a field, with the caret at its end."""

from contract.field_kinds import get_kind
from contract.field_kinds.inputs import KeyboardEditor
from kiosk.pages.page_parts import FilledField
from screens.caret import CARET
from screens.layout import Part, TextPart
from screens.layout.ground import Ground
from screens.layout.text import measure
from screens.theme import RADIUS, Colour, ScreenTheme, Type
from screens.wrap import wrap

_MORE = "…"
_PAD = 3.0  # mm
_SHORT = 20  # characters that one line surely holds


class TypedValue(Part):
    """A box of as many lines as the field may need, whatever is in it, so that nothing moves while one types. Of a
    longer text it shows the end."""

    def __init__(self, theme: ScreenTheme, field: FilledField, shown: str) -> None:
        super().__init__(theme)
        self._lines = _lines(field)
        self._words = TextPart(theme, "", bold=True)
        self._shown = shown
        self.add_widget(self._words)

    def height_at(self, width: float) -> float:
        return self._high(self._lines)

    def least_at(self, width: float) -> float:
        return self._high(1)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            Ground(self, Colour.SURFACE, Colour.DEEP, self.theme.mm(RADIUS))
        pad = self.theme.mm(_PAD)
        self._words.place(x + pad, y + pad, width - 2 * pad, height - 2 * pad)
        self.show(self._shown)

    def show(self, shown: str) -> None:
        """Shows this in place of what was there."""
        self._shown = shown
        if self.is_placed:
            self._words.set("\n".join(self._tail()))

    def wipe(self) -> None:
        self._shown = ""
        super().wipe()

    def _high(self, lines: int) -> float:
        return float(lines * self.theme.line(Type.BODY) + 2 * self.theme.mm(_PAD))

    def _tail(self) -> list[str]:
        """Returns the last lines, as many as fit; the sign before them says that there are more."""
        em, room = self.theme.em(Type.BODY), int(self._words.height / self.theme.line(Type.BODY) + 0.1)
        caret = "" if self._shown.endswith("_") else CARET
        lines = wrap(self._shown + caret, self._words.width - em, measure(em, bold=True))
        if len(lines) <= room:
            return lines
        return [_MORE + lines[-room], *lines[len(lines) - room + 1 :]]


def _lines(field: FilledField) -> int:
    match get_kind(field.field.kind).editor:
        case KeyboardEditor(several_lines=True):
            return 4
        case KeyboardEditor() if field.field.max_length > _SHORT:
            return 2
    return 1

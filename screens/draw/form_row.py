"""One field in the list of a form."""

from collections.abc import Callable

from contract.forms import Answer
from kiosk.pages.answer_text import answer_text, full_text, is_masked
from kiosk.pages.page_parts import FilledField
from screens.draw.hold import with_hold
from screens.layout import Button, CardBox, Column, Holder, Icon, Part, Row, TextPart
from screens.layout.button import CHOSEN, PLAIN
from screens.theme import Colour, ScreenTheme
from screens.widgets import badge


class FormRow(Holder):
    """Label and answer, where that came from, and a sign for a problem or an open field. Locked ones take no tap."""

    def __init__(self, theme: ScreenTheme, field: FilledField, on_tap: Callable[[], None]) -> None:
        super().__init__(theme)
        self._field, self._on_tap = field, on_tap
        self._state: tuple[Answer, str, bool] | None = None

    def show(self, answer: Answer, problem: str, *, active: bool) -> None:
        """Shows this answer; draws nothing where nothing has changed."""
        state = (answer, problem, active)
        if state != self._state:
            self._state = state
            self.wipe_part()
            self.hold(self._row(answer, problem, active))

    def wipe(self) -> None:
        self._state = None
        super().wipe()

    def _row(self, answer: Answer, problem: str, active: bool) -> Part:
        theme, field = self.theme, self._field
        words = answer_text(field.field, answer)
        value = TextPart(theme, (words if field.locked else _short(words)) or "—", bold=active)
        label: Part = TextPart(theme, field.label, colour=Colour.MUTED)
        if field.origin and answer == field.value:
            label = Row(theme, [label, badge(theme, field.origin)], gap=theme.mm(4), grow=[label])
        column = Column(theme, [label, value], gap=0, spare="around")
        parts: list[Part] = [column]
        if problem:
            parts.append(Icon(theme, "trouble", theme.mm(9), Colour.TROUBLE))
        elif not field.locked:
            parts.append(Icon(theme, "edit", theme.mm(8), Colour.DEEP))
        content = Row(theme, parts, gap=theme.mm(4), grow=[column])
        card = self._locked(content) if field.locked else self._open(content, active)
        if not is_masked(field.field, answer):
            return card
        return with_hold(theme, card, value, lambda: full_text(field.field, answer), field.field.key)

    def _locked(self, content: Part) -> Part:
        return CardBox(self.theme, content, ground=Colour.SUNKEN, pad=self.theme.mm(2.5))

    def _open(self, content: Part, active: bool) -> Part:
        look, field = CHOSEN if active else PLAIN, self._field
        key = f"field_{field.field.key}"
        return Button(self.theme, content, self._on_tap, text=field.label, key=key, look=look, pad=(4.0, 1.0))


def _short(text: str) -> str:
    """Returns a short form of the answer, for a field that can be opened to see all of it."""
    text = text.replace("\n", " ")
    return text if len(text) <= 40 else text[:39] + "…"

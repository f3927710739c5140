"""A row of a list or a review, as a card; with something to do it is a button."""

from collections.abc import Callable

from kiosk.pages.page_parts import ListRow as RowText
from kiosk.pages.page_parts import Tone
from screens.draw.hold import with_hold
from screens.layout import Button, CardBox, Column, Icon, Part, Row, TextPart, Wide
from screens.theme import Colour, ScreenTheme, Type
from screens.widgets import PLAIN, badge, tone_colours


def row_card(
    theme: ScreenTheme, row: RowText, on_tap: Callable[[], None] | None = None, *, icon: str = "right"
) -> Part:
    """Returns a row with a label above the value, and an icon where it can be tapped. The badge stands beside the
    label: the value has the whole width."""
    value = TextPart(theme, row.value, bold=bool(row.key) and row.tone is not Tone.CALM)
    if not row.label:
        words: Part = _with_badge(theme, value, row)
    else:
        label = _with_badge(theme, TextPart(theme, row.label, colour=Colour.MUTED), row)
        words = Column(theme, [label, value], gap=theme.mm(0.5), spare="around")
    card = _card(theme, words, row, on_tap, icon)
    return with_hold(theme, card, value, lambda: row.full, row.key or row.label) if row.full else card


def titled_card(theme: ScreenTheme, row: RowText, on_tap: Callable[[], None] | None = None) -> Part:
    """Returns a row with a large label, the value small below it, the badge at the right."""
    words = [TextPart(theme, row.label, Type.HEADING, bold=True), TextPart(theme, row.value, colour=Colour.MUTED)]
    column = Column(theme, words, gap=theme.mm(2), spare="around")
    return _card(theme, _with_badge(theme, column, row), row, on_tap, "right")


def facts(theme: ScreenTheme, rows: tuple[RowText, ...], *, bold: bool = False) -> Part:
    """Returns labels and values side by side, without cards."""
    width = max((TextPart(theme, row.label).width_wanted() for row in rows), default=0.0)
    lines: list[Part] = []
    for row in rows:
        label = Wide(theme, TextPart(theme, row.label, colour=Colour.MUTED, valign="top"), width)
        value = TextPart(theme, row.value, bold=bold, valign="top")
        lines.append(Row(theme, [label, value], gap=theme.mm(7), grow=[value]))
    return Column(theme, lines, gap=theme.mm(3))


def _card(theme: ScreenTheme, words: Part, row: RowText, on_tap: Callable[[], None] | None, icon: str) -> Part:
    if on_tap is None:
        return CardBox(theme, words, pad=theme.mm(4))
    content = Row(theme, [words, Icon(theme, icon, theme.mm(9), Colour.DEEP)], gap=theme.mm(4), grow=[words])
    return Button(theme, content, on_tap, text=row.label or row.value, key=row.key, look=PLAIN, pad=(4.0, 4.0))


def _with_badge(theme: ScreenTheme, words: Part, row: RowText) -> Part:
    if not row.badge:
        return words
    ground, ink, _ = tone_colours(row.tone)
    return Row(theme, [words, badge(theme, row.badge, ground, ink)], gap=theme.mm(4), grow=[words])

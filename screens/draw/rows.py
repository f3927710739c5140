"""A row of a list or a review, as a card; with something to do it is a button."""

from collections.abc import Callable

from kiosk.pages.kinds import ListRow as RowText
from kiosk.pages.kinds import Tone
from screens.draw.hold import with_hold
from screens.layout import Button, CardBox, Column, Icon, Part, Row, TextPart, Wide
from screens.theme import Colour, ScreenTheme, Type
from screens.widgets import PLAIN, badge, tone_colours


def row_card(
    theme: ScreenTheme, row: RowText, on_tap: Callable[[], None] | None = None, *, icon: str = "right"
) -> Part:
    """Returns a row with a label above the value, the badge at the right, and an icon where it can be tapped."""
    parts: list[Part] = []
    if row.label:
        parts.append(TextPart(theme, row.label, colour=Colour.MUTED))
    value = TextPart(theme, row.value, bold=bool(row.key) and row.tone is not Tone.CALM)
    parts.append(value)
    card = _card(theme, Column(theme, parts, gap=theme.mm(0.5), spare="around"), row, on_tap, icon)
    return with_hold(theme, card, value, lambda: row.full, row.key or row.label) if row.full else card


def titled_card(theme: ScreenTheme, row: RowText, on_tap: Callable[[], None] | None = None) -> Part:
    """Returns a row with a large label, the value small below it, the badge at the right."""
    words = [TextPart(theme, row.label, Type.HEADING, bold=True), TextPart(theme, row.value, colour=Colour.MUTED)]
    return _card(theme, Column(theme, words, gap=theme.mm(2), spare="around"), row, on_tap, "right")


def facts(theme: ScreenTheme, rows: tuple[RowText, ...]) -> Part:
    """Returns labels and values side by side, without cards."""
    width = max((TextPart(theme, row.label).width_wanted() for row in rows), default=0.0)
    lines: list[Part] = []
    for row in rows:
        label = Wide(theme, TextPart(theme, row.label, colour=Colour.MUTED, valign="top"), width)
        value = TextPart(theme, row.value, valign="top")
        lines.append(Row(theme, [label, value], gap=theme.mm(7), grow=[value]))
    return Column(theme, lines, gap=theme.mm(3))


def _card(theme: ScreenTheme, words: Part, row: RowText, on_tap: Callable[[], None] | None, icon: str) -> Part:
    parts: list[Part] = [words]
    if row.badge:
        ground, ink, _ = tone_colours(row.tone)
        parts.append(badge(theme, row.badge, ground, ink))
    if on_tap is None:
        return CardBox(theme, Row(theme, parts, gap=theme.mm(4), grow=[words]), pad=theme.mm(4))
    parts.append(Icon(theme, icon, theme.mm(9), Colour.DEEP))
    content = Row(theme, parts, gap=theme.mm(4), grow=[words])
    return Button(theme, content, on_tap, text=row.label or row.value, key=row.key, look=PLAIN, pad=(4.0, 4.0))

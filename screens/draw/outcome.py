"""The result of a journey: what to do next, then the number or code, its QR, and the rest."""

from kiosk.pages.kinds import OutcomePage
from screens.draw.rows import facts
from screens.frame import Frame
from screens.layout import CardBox, Column, Gap, Icon, Part, Row, TextPart
from screens.mounting import draw_arrow, say_where
from screens.page_context import PageContext
from screens.qr import QrCode
from screens.theme import Colour, Type
from screens.widgets import choice_actions, tone_colours


def draw(page: OutcomePage, context: PageContext) -> Part:
    theme = context.theme
    _, ink, icon = tone_colours(page.tone)
    words = TextPart(theme, page.text, Type.HEADING, bold=True)
    head: Part = Row(theme, [Icon(theme, icon, theme.mm(20), ink), words], gap=theme.mm(6), grow=[words])
    if page.steps:
        lines = Column(theme, [head, facts(theme, page.steps, bold=True)], gap=theme.mm(5))
        head = CardBox(theme, lines, ground=Colour.TINT, pad=theme.mm(7))
    tail: list[Part] = [facts(theme, page.rows)] if page.rows else []
    if page.note:
        tail.append(TextPart(theme, page.note, colour=Colour.MUTED))
    if place := say_where(theme, page.paper):
        words = TextPart(theme, place, bold=True)
        mark = [draw_arrow(context, page.paper), Icon(theme, "paper", theme.mm(18), Colour.DEEP)]
        tail.append(Row(theme, [*mark, words], gap=theme.mm(5), grow=[words]))
    about = [CardBox(theme, Column(theme, tail, gap=theme.mm(4), spare="around"), pad=theme.mm(7))] if tail else []
    code = CardBox(theme, _code(page, context), pad=theme.mm(10))
    if context.portrait:
        body: Part = Column(theme, [head, code, *about], gap=theme.mm(7), grow=[code])
    else:
        left = Column(theme, [head, *(about or [Gap(theme)])], gap=theme.mm(5), grow=about)
        body = Row(theme, [left, code], gap=theme.mm(9), grow=[left, code])
    primary, beside = choice_actions(theme, page.choices, context.answer)
    return Frame(context, page, body, primary=primary, beside=beside, finishing=True)


def _code(page: OutcomePage, context: PageContext) -> Part:
    theme = context.theme
    short = len(page.code) <= 6  # a queue number, to be seen from afar; the QR leaves it its height
    parts: list[Part] = [
        TextPart(theme, page.code_label, Type.HEADING, colour=Colour.MUTED, align="center"),
        TextPart(
            theme, page.code, Type.CLOCK if short else Type.DISPLAY, bold=True, colour=Colour.DEEP, align="center"
        ),
    ]
    if page.qr:
        parts += [
            Gap(theme, theme.mm(2)),
            QrCode(theme, page.qr, theme.mm(104 if context.portrait else 66 if short else 84)),
        ]
    return Column(theme, parts, gap=theme.mm(4), spare="around")

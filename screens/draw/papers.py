"""The QR for a telephone, and each paper with how much of it has come."""

from functools import partial

from kiosk.pages.paper_kinds import PapersPage
from screens.draw.rows import row_card
from screens.frame import Frame, Pager
from screens.layout import CardBox, Column, Icon, Part, Row, Scroller, TextPart
from screens.page_context import PageContext
from screens.qr import QrCode
from screens.theme import Colour, Type
from screens.widgets import action


def draw(page: PapersPage, context: PageContext) -> Part:
    theme = context.theme
    rows = Column(
        theme,
        [row_card(theme, row, partial(context.answer, row.key) if row.key else None) for row in page.rows],
        gap=theme.mm(3),
    )
    scroller = Scroller(theme, rows)
    pager = Pager(theme)
    pager.follow(scroller)
    code = CardBox(theme, _code(page, context), pad=theme.mm(7))
    if context.portrait:
        body: Part = Column(theme, [code, scroller], gap=theme.mm(6), grow=[scroller])
    else:
        body = Row(theme, [code, scroller], gap=theme.mm(9), grow=[code, scroller])
    primary = action(theme, page.action, lambda: context.answer(""), icon_after="forward")
    return Frame(context, page, body, primary=primary, beside=[pager])


def _code(page: PapersPage, context: PageContext) -> Part:
    theme = context.theme
    words = TextPart(theme, page.text, Type.HEADING, bold=True, align="center")
    if not page.qr:
        drawing = Icon(theme, "paper", theme.mm(40))
        return Column(theme, [drawing, words], gap=theme.mm(4), spare="around")
    note = TextPart(theme, page.note, colour=Colour.MUTED, align="center")
    qr = QrCode(theme, page.qr, theme.mm(84 if context.portrait else 74))
    return Column(theme, [words, qr, note], gap=theme.mm(4), spare="around")

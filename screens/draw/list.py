"""Rows to choose from."""

from functools import partial

from kiosk.pages.kinds import ListPage
from screens.draw.rows import titled_card
from screens.frame import Frame, Pager
from screens.layout import Column, Grid, Icon, Part, Scroller, Text
from screens.page_context import Sheet
from screens.theme import Colour, Type


def draw(page: ListPage, sheet: Sheet) -> Part:
    if not page.rows:
        return Frame(sheet, page, _empty(page, sheet))
    theme = sheet.theme
    cards = [titled_card(theme, row, partial(sheet.answer, row.key) if row.key else None) for row in page.rows]
    columns = 1 if sheet.portrait or len(cards) < 4 else 2
    scroller = Scroller(theme, Grid(theme, cards, columns, highest=theme.mm(44)))
    pager = Pager(theme)
    pager.follow(scroller)
    return Frame(sheet, page, scroller, beside=[pager])


def _empty(page: ListPage, sheet: Sheet) -> Part:
    theme = sheet.theme
    return Column(
        theme,
        [
            Icon(theme, "document", theme.mm(36), Colour.MUTED),
            Text(theme, page.empty, Type.HEADING, colour=Colour.MUTED, align="center"),
        ],
        gap=theme.mm(10),
        spare="around",
    )

"""Rows to choose from."""

from functools import partial

from kiosk.pages.kinds import ListPage
from screens.draw.rows import titled_card
from screens.frame import Frame, Pager
from screens.layout import Column, Grid, Icon, Part, Scroller, TextPart
from screens.page_context import PageContext
from screens.theme import Colour, Type

_FEW = 3  # rows
_HIGHEST, _HIGHEST_OF_FEW = 44.0, 92.0  # mm


def draw(page: ListPage, context: PageContext) -> Part:
    if not page.rows:
        return Frame(context, page, _empty(page, context))
    theme = context.theme
    cards = [titled_card(theme, row, partial(context.answer, row.key) if row.key else None) for row in page.rows]
    columns = 1 if context.portrait or theme.mode.large_text or len(cards) < 4 else 2
    highest = theme.mm(_HIGHEST_OF_FEW if len(cards) <= _FEW else _HIGHEST)
    scroller = Scroller(theme, Grid(theme, cards, columns, highest=highest))
    pager = Pager(theme)
    pager.follow(scroller)
    return Frame(context, page, scroller, beside=[pager])


def _empty(page: ListPage, context: PageContext) -> Part:
    theme = context.theme
    return Column(
        theme,
        [
            Icon(theme, "document", theme.mm(36), Colour.MUTED),
            TextPart(theme, page.empty, Type.HEADING, colour=Colour.MUTED, align="center"),
        ],
        gap=theme.mm(10),
        spare="around",
    )

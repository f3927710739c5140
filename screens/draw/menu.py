"""A few large choices."""

from functools import partial

from kiosk.pages.kinds import MenuPage
from screens.frame import Frame
from screens.keyboard import pinyin
from screens.layout import Column, Gap, Grid, Part
from screens.page_context import PageContext
from screens.theme import MARGIN
from screens.tile import tiles
from screens.widgets import chip

_AROUND = 78.0  # mm of the page's height that the frame takes


def draw(page: MenuPage, context: PageContext) -> Part:
    pinyin.prepare()  # most ways lead to typing
    theme = context.theme
    large = tiles(theme, page.choices, context.answer)
    grid = Grid(theme, large, _columns(len(large), context), gap=theme.mm(7), highest=theme.mm(170))
    if grid.least_at(context.width - 2 * theme.mm(MARGIN)) > context.height - theme.mm(_AROUND):
        grid.columns = 2
    space = theme.mm(4) if context.portrait else 0
    body = Column(theme, [Gap(theme, space), grid], gap=0, grow=[grid])
    languages = [chip(theme, c.label, partial(context.answer, c.key), key=c.key) for c in page.languages]
    return Frame(context, page, body, beside=languages, leads_on=True)


def _columns(count: int, context: PageContext) -> int:
    large = context.theme.mode.large_text
    if context.portrait:
        return 1 if count <= 3 or large else 2
    if large:
        return 2
    return count if count <= 4 else 4 if count in (7, 8) else 3

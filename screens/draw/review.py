"""All answers before submission; those that can be corrected open by a tap. What is stated stands under them."""

from functools import partial

from kiosk.pages.kinds import ReviewPage
from kiosk.pages.language import _
from screens.draw.rows import row_card
from screens.frame import Frame, Pager, choice_beside
from screens.layout import CardBox, Column, Grid, Part, Scroller, TextPart
from screens.page_context import PageContext
from screens.theme import Colour
from screens.widgets import action

_STATEMENT = 62.0  # mm, at most


def draw(page: ReviewPage, context: PageContext) -> Part:
    theme = context.theme
    rows = [
        row_card(theme, row, partial(context.answer, row.key) if row.key else None, icon="edit") for row in page.rows
    ]
    columns = 1 if context.portrait or theme.mode.large_text else 2
    scroller = Scroller(theme, Grid(theme, rows, columns, gap=theme.mm(3)))
    pager = Pager(theme)
    pager.follow(scroller)
    hint = TextPart(theme, _("Is everything right? Tap a line to correct it."), colour=Colour.MUTED)
    body = Column(theme, [hint, scroller, *_statement(page, context)], grow=[scroller])
    primary = action(theme, page.action, lambda: context.answer(""), icon_after="forward")
    return Frame(context, page, body, primary=primary, beside=[*choice_beside(page.beside, context), pager])


def _statement(page: ReviewPage, context: PageContext) -> list[Part]:
    """Returns the statement. Its first line is what is stated; the others say what becomes of it."""
    theme = context.theme
    if not page.statement:
        return []
    first = TextPart(theme, page.statement[0], bold=True, colour=Colour.DEEP)
    lines: list[Part] = [first, *(TextPart(theme, line) for line in page.statement[1:])]
    words = Scroller(theme, Column(theme, lines, gap=theme.mm(2)), most=theme.mm(_STATEMENT))
    return [CardBox(theme, words, edge=Colour.LINE, pad=theme.mm(5))]

"""A text in sections."""

from functools import partial

from kiosk.pages.kinds import GuidePage
from kiosk.pages.page_parts import TextSection, Tone
from screens.frame import Frame, Pager, choice_beside
from screens.layout import CardBox, Column, Part, Row, Scroller, TextPart
from screens.page_context import PageContext
from screens.theme import Colour, ScreenTheme
from screens.widgets import action, banner, wide_choice


def draw(page: GuidePage, context: PageContext) -> Part:
    theme = context.theme
    scroller = Scroller(theme, _with_more(page, context, _sections(page, context)))
    pager = Pager(theme)
    pager.follow(scroller)
    parts: list[Part] = [scroller]
    if page.why_not:
        parts.append(banner(theme, page.why_not, Tone.TROUBLE))
    primary = None
    if page.action:
        primary = action(
            theme, page.action, lambda: context.answer(None), icon_after="forward", enabled=not page.why_not
        )
    body = Column(theme, parts, grow=[scroller])
    return Frame(context, page, body, primary=primary, beside=[*choice_beside(page.beside, context), pager])


def _with_more(page: GuidePage, context: PageContext, sections: Part) -> Part:
    choice = page.more
    if choice is None:
        return sections
    return Column(context.theme, [sections, wide_choice(context.theme, choice, partial(context.answer, choice.key))])


def _sections(page: GuidePage, context: PageContext) -> Part:
    theme = context.theme
    cards: list[Part] = [_section(theme, section) for section in page.sections]
    if context.portrait or len(cards) < 2:
        return Column(theme, cards)
    columns = _halves(cards, (context.width - theme.mm(31)) / 2)
    both = [Column(theme, column) for column in columns]
    return Row(theme, both, grow=both)


def _section(theme: ScreenTheme, section: TextSection) -> CardBox:
    parts: list[Part] = [TextPart(theme, section.heading, bold=True, colour=Colour.DEEP)] if section.heading else []
    parts += [TextPart(theme, line) for line in section.lines]
    return CardBox(theme, Column(theme, parts, gap=theme.mm(2)))


def _halves(cards: list[Part], width: float) -> tuple[list[Part], list[Part]]:
    """Returns the cards in two columns of similar height, in reading order."""
    heights = [card.height_at(width) for card in cards]
    split = min(range(1, len(cards)), key=lambda at: abs(sum(heights[:at]) - sum(heights[at:])))
    return cards[:split], cards[split:]

"""Asks for the card, with a moving picture of one being placed on the reader."""

from functools import partial

from kiosk.pages.kinds import CardPage
from kiosk.pages.page_parts import Tone
from screens.draw.reader import ReaderPicture
from screens.frame import Frame
from screens.layout import Column, Part, Row, TextPart
from screens.mounting import point_to, say_where
from screens.page_context import PageContext
from screens.theme import Type
from screens.widgets import banner, wide_choice


def draw(page: CardPage, context: PageContext) -> Part:
    theme = context.theme
    picture = point_to(context, "card_reader", ReaderPicture(context))
    words: list[Part] = [TextPart(theme, page.text, Type.HEADING, bold=True, align="center")]
    places = (say_where(theme, device) for device in ("card_reader", *(("scanner",) if page.scans else ())))
    words += [TextPart(theme, place, Type.HEADING, align="center") for place in places if place]
    if page.problem:
        words.append(banner(theme, page.problem, Tone.TROUBLE))
    choices = [wide_choice(theme, c, partial(context.answer, c.key)) for c in page.alternatives]
    if context.portrait:
        body: Part = Column(theme, [*words, picture, *choices], gap=theme.mm(8), grow=[picture])
    else:
        side = Column(theme, [*words, *choices], gap=theme.mm(8), spare="around")
        body = Row(theme, [picture, side], gap=theme.mm(10), grow=[picture, side], handed=True)
    return Frame(context, page, body)

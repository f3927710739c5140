"""Reminds the resident to take the card or the paper, by a tone too; larger after a while."""

from itertools import count

from kiosk.pages.kinds import TakePage
from screens.frame import Frame
from screens.layout import CardBox, Column, Holder, Icon, Part, TextPart
from screens.mounting import point_to, say_where
from screens.page_context import PageContext
from screens.theme import Colour, Type
from screens.tone import play

_LOUDER_AFTER = 8  # seconds
_HEARD_EVERY, _TONE = 4, 0.4  # seconds


def draw(page: TakePage, context: PageContext) -> Part:
    holder = Holder(context.theme)
    holder.hold(_draw_message(page, context, loud=False))
    seconds = count(1)

    def tick() -> None:
        passed = next(seconds)
        if passed == _LOUDER_AFTER:
            holder.hold(_draw_message(page, context, loud=True))
        if passed % _HEARD_EVERY == 0:
            play(context.loudness(), _TONE)

    context.every(1.0, tick)
    return Frame(context, page, holder)


def _draw_message(page: TakePage, context: PageContext, *, loud: bool) -> Part:
    theme = context.theme
    ink = Colour.ON_DEEP if loud else Colour.DEEP
    device = "card_reader" if page.what == "card" else "printer"
    picture = Icon(theme, "card" if page.what == "card" else "paper", theme.mm(80), ink)
    colour = Colour.ON_DEEP if loud else Colour.INK
    text = TextPart(theme, page.text, Type.DISPLAY, bold=True, colour=colour, align="center")
    if place := say_where(theme, device):
        where = TextPart(theme, place, Type.HEADING, colour=colour, align="center")
        pointing = point_to(context, device, picture, ink)
        words = Column(theme, [text, where, pointing], gap=theme.mm(8), grow=[pointing])
    else:
        down = Icon(theme, "down", theme.mm(30), ink)
        words = Column(theme, [picture, text, down], gap=theme.mm(12), spare="around")
    return CardBox(theme, words, ground=Colour.DEEP if loud else Colour.SURFACE, pad=theme.mm(16))

"""Draws a message: an event and what to do about it."""

from functools import partial

from kiosk.pages.kinds import FINISH, MessagePage
from screens.frame import Frame
from screens.layout import CardBox, Column, Icon, Part, TextPart
from screens.mounting import point_to, say_where
from screens.page_context import PageContext
from screens.theme import Type
from screens.widgets import choice_actions, tone_colours, wide_choice

_ICONS = {"page_printer": "printer", "paper_scanner": "document"}  # of the device at which it is to be done
_PICTURE, _DEVICE = 44.0, 90.0  # mm: of the tone's sign, and of what the hands deal with
_IN_FOOTER = 3  # choices, at most; more of them, or those with a hint, stand across the page


def draw(page: MessagePage, context: PageContext) -> Part:
    theme = context.theme
    _, ink, icon = tone_colours(page.tone)
    picture = Icon(theme, _ICONS.get(page.device, icon), theme.mm(_DEVICE if page.device else _PICTURE), ink)
    text: list[Part] = [TextPart(theme, page.text, Type.HEADING, align="center")]
    if place := say_where(theme, page.device):
        pointing = point_to(context, page.device, picture, ink)
        text.append(TextPart(theme, place, align="center"))
        words = Column(theme, [*text, pointing], gap=theme.mm(8), grow=[pointing])
    else:
        words = Column(theme, [picture, *text], gap=theme.mm(12), spare="around")
    message = CardBox(theme, words, pad=theme.mm(14))
    short = len(page.choices) <= _IN_FOOTER and not any(choice.hint for choice in page.choices)
    in_footer, across = (page.choices, ()) if short else (page.choices[:1], page.choices[1:])
    others = [wide_choice(theme, choice, partial(context.answer, choice.key)) for choice in across]
    primary, beside = choice_actions(theme, in_footer, context.answer)
    body = Column(theme, [message, *others], gap=theme.mm(6), grow=[message])
    finishing = any(choice.key == FINISH for choice in in_footer)
    return Frame(context, page, body, primary=primary, beside=beside, finishing=finishing)

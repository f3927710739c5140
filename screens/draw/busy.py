"""The page shown during a wait."""

from dataclasses import replace

from kiosk.pages.kinds import BusyPage
from kiosk.pages.language import _
from screens.frame import Frame
from screens.layout import CardBox, Column, Gap, Icon, Part, TextPart
from screens.page_context import PageContext
from screens.theme import Colour, Type


def draw(page: BusyPage, context: PageContext) -> Part:
    theme = context.theme
    text = page.text or _("One moment, please.")
    message = Column(
        theme,
        [Icon(theme, "clock", theme.mm(40), Colour.DEEP), TextPart(theme, text, Type.HEADING, align="center")],
        gap=theme.mm(10),
    )
    ends = (Gap(theme), Gap(theme))
    body = Column(theme, [ends[0], CardBox(theme, message, pad=theme.mm(24)), ends[1]], grow=ends)
    return Frame(context, replace(page, back=False, cancel=False), body)

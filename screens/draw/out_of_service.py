"""The kiosk is out of service."""

from dataclasses import replace

from kiosk.pages.kinds import OutOfServicePage
from kiosk.pages.language import _
from screens.frame import Frame
from screens.layout import CardBox, Column, Gap, Icon, Part, TextPart
from screens.page_context import PageContext
from screens.theme import Colour, Type


def draw(page: OutOfServicePage, context: PageContext) -> Part:
    theme = context.theme
    text = page.text or _("Please go to the counter; the staff will help you.")
    message = Column(
        theme,
        [
            Icon(theme, "trouble", theme.mm(44), Colour.AMBER),
            TextPart(theme, _("Out of service"), Type.DISPLAY, bold=True, align="center"),
            TextPart(theme, text, Type.HEADING, colour=Colour.MUTED, align="center"),
        ],
        gap=theme.mm(10),
    )
    card = CardBox(theme, message, pad=theme.mm(20))
    ends = (Gap(theme), Gap(theme))
    body = Column(theme, [ends[0], card, ends[1]], grow=ends)
    return Frame(context, replace(page, back=False, cancel=False), body)

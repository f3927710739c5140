"""Stands in place of a page whose card is not on the reader: nothing of that page, and the seconds that are left."""

from kiosk.pages.kinds import CoverPage
from kiosk.pages.language import ngettext
from screens.draw.reader import ReaderPicture
from screens.frame import Frame
from screens.layout import Column, Part, Row, TextPart
from screens.page_context import PageContext
from screens.theme import Colour, Type


def draw(page: CoverPage, context: PageContext) -> Part:
    return _Cover(page, context).frame


class _Cover:
    def __init__(self, page: CoverPage, context: PageContext) -> None:
        theme = context.theme
        self._left = page.seconds
        self._number = TextPart(theme, str(self._left), Type.CLOCK, bold=True, colour=Colour.DEEP, align="center")
        self._unit = TextPart(theme, _unit(self._left), colour=Colour.MUTED, align="center")
        picture = ReaderPicture(context)
        text = TextPart(theme, page.text, Type.HEADING, bold=True, align="center")
        left = Column(theme, [self._number, self._unit], gap=theme.mm(2))
        if context.portrait:
            body: Part = Column(theme, [text, picture, left], gap=theme.mm(8), grow=[picture])
        else:
            side = Column(theme, [text, left], gap=theme.mm(10), spare="around")
            body = Row(theme, [picture, side], gap=theme.mm(10), grow=[picture, side])
        self.frame = Frame(context, page, body)
        context.every(1.0, self._count)

    def _count(self) -> None:
        self._left = max(0, self._left - 1)
        self._number.set(str(self._left))
        self._unit.set(_unit(self._left))


def _unit(seconds_left: int) -> str:
    return ngettext(
        "second left before this visit ends and your entries are cleared",
        "seconds left before this visit ends and your entries are cleared",
        seconds_left,
    )

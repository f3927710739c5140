"""A statement to accept: read, tick, then submit."""

from dataclasses import replace

from kiosk.pages.kinds import StatementPage
from kiosk.pages.page_parts import Choice
from kiosk.pages.ui import Changed
from screens.frame import Frame, Pager
from screens.layout import CardBox, Column, Holder, Part, Scroller, TextPart
from screens.page_context import PageContext
from screens.theme import Type
from screens.widgets import action, option


def draw(page: StatementPage, context: PageContext) -> Part:
    return _Statement(page, context).frame


class _Statement:
    def __init__(self, page: StatementPage, context: PageContext) -> None:
        self.page, self.context, self.theme = page, context, context.theme
        theme = context.theme
        self.ticked = page.ticked
        self.tick, self.action = Holder(theme), Holder(theme)
        text = Column(
            theme, [TextPart(theme, line, Type.HEADING) for line in page.text], gap=theme.mm(9), spare="around"
        )
        scroller = Scroller(theme, text)
        pager = Pager(theme)
        pager.follow(scroller)
        self._fill()
        card = CardBox(theme, scroller, pad=theme.mm(12))
        body = Column(theme, [card, self.tick], gap=theme.mm(7), grow=[card])
        self.frame = Frame(context, page, body, primary=self.action, beside=[pager])

    def _fill(self) -> None:
        box = Choice("tick", self.page.tick)
        self.tick.hold(option(self.theme, box, self._toggle, chosen=self.ticked, several=True))
        self.action.hold(action(self.theme, self.page.action, lambda: self.context.answer(None), enabled=self.ticked))

    def _toggle(self) -> None:
        self.ticked = not self.ticked
        self._fill()
        self.context.reply(Changed(replace(self.page, ticked=self.ticked)))

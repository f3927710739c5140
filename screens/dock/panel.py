"""The dock as a whole: the devices, and what was printed below or beside them."""

from collections.abc import Callable
from functools import partial

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle

from kiosk.pages.kinds import FormPage
from kiosk.pages.language import _, language
from kiosk.pages.ui import Answered, PageReply, Touched
from screens.dock.devices import Answers, Desk, PrinterSection, absent, sections
from screens.dock.link import Link, Simulators
from screens.dock.paper import PrintedPaper
from screens.dock.section import DockSection
from screens.draw import drawer
from screens.layout import Column, Gap, Holder, Part, Row, Scroller, TextPart
from screens.page_context import PageContext
from screens.theme import Colour, ScreenTheme, Type

_SCALE = 0.65  # of the kiosk's type
_LEAST_SCALE = 2.0  # pixels for a millimetre: small type of 13 pixels, however small the kiosk is shown
_BESIDE_MM = 330.0  # so wide, what was printed stands beside the devices
_PAPERS_SHARE = 0.4  # of the height, at least, where it stands below them
_BAR = 4.0  # mm that a scroller keeps for its bar
_EVERY = 1.0  # seconds


class Dock(Part):
    """A panel for demonstrations. It follows the simulators about once a second, and the kiosk's language."""

    def __init__(self, theme: ScreenTheme, simulators: Simulators) -> None:
        super().__init__(ScreenTheme(max(_SCALE * theme.px_per_mm, _LEAST_SCALE)))
        self._simulators = simulators
        self._holder = Holder(self.theme)
        self._form: tuple[Part, PageContext] | None = None
        self.add_widget(self._holder)
        Clock.schedule_interval(lambda _: self._refresh(), _EVERY)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._paint(Colour.INK)
        self._build()

    def _paint(self, ground: Colour) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*self.theme.rgba(ground))
            Rectangle(pos=self.pos, size=self.size)

    def _build(self) -> None:
        theme = self.theme
        self._language, self._link = language(), Link(self._simulators)
        self._paper = PrintedPaper(theme, self._simulators.pieces, self._take_paper)
        desk = Desk(theme, self._link, self._simulators, self._changed, self.ask, self._paper.printed)
        self._sections, self._absent = sections(desk), absent(desk)
        self._sections[0].turn(opened=True)
        title = TextPart(theme, _("Demonstration"), Type.HEADING, bold=True, colour=Colour.ON_DEEP)
        note = TextPart(theme, _("Simulated devices and invented people"), Type.SMALL, colour=Colour.LINE)
        head = Column(theme, [title, note], gap=theme.mm(0.5))
        whole = self._beside(head) if self.width >= theme.mm(_BESIDE_MM) else self._below(head)
        self._holder.hold(whole)
        margin = theme.mm(6)
        self._holder.place(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)

    def _beside(self, head: Part) -> Part:
        devices = self._devices()
        left = Column(self.theme, [head, devices], gap=self.theme.mm(4), grow=[devices])
        return Row(self.theme, [left, self._paper], gap=self.theme.mm(5), grow=[left, self._paper])

    def _below(self, head: Part) -> Part:
        devices = self._devices((self.height - self.theme.mm(12)) * (1 - _PAPERS_SHARE))
        lower = Row(self.theme, [self._paper, Gap(self.theme, width=self.theme.mm(_BAR))], gap=0, grow=[self._paper])
        return Column(self.theme, [head, devices, lower], gap=self.theme.mm(4), grow=[lower])

    def _devices(self, most: float | None = None) -> Scroller:
        column = Column(self.theme, [*self._sections, *self._absent], gap=self.theme.mm(2))
        return Scroller(self.theme, column, most=most) if most else Scroller(self.theme, column)

    def _changed(self, section: DockSection) -> None:
        """Closes the other sections when one opens."""
        for other in self._sections:
            other.turn(opened=other is section and section.opened)
        self._holder.place(*self._holder.pos, *self._holder.size)

    def _take_paper(self) -> None:
        for section in self._sections:
            if isinstance(section, PrinterSection):
                section.take_paper()

    def ask(self, page: FormPage, on_answer: Callable[[Answers], None]) -> None:
        """Shows this form over the dock until it is answered or left."""
        reply = partial(self._replied, on_answer)
        size = round(self.width), round(self.height)
        context = PageContext(self.theme, *size, reply, portrait=size[1] > size[0])
        part = drawer(FormPage)(page, context)
        self._form = part, context
        self._paint(Colour.GROUND)
        self.remove_widget(self._holder)
        self.add_widget(part)
        part.place(self.x, self.y, self.width, self.height)

    def _replied(self, on_answer: Callable[[Answers], None], reply: PageReply) -> None:
        if isinstance(reply, Touched) or self._form is None:
            return
        (part, context), self._form = self._form, None
        context.stop()
        part.wipe()
        self.remove_widget(part)
        self._paint(Colour.INK)
        self.add_widget(self._holder)
        if isinstance(reply, Answered):
            on_answer(reply.value)

    def _refresh(self) -> None:
        if language() != self._language and self._form is None:
            self._holder.wipe_part()
            self._build()
        self._link.poll()

"""The dock as a whole: the devices above, what was printed below."""

from collections.abc import Callable

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle

from kiosk.language import _, language
from screens.dock.devices import PrinterSection, ReaderSection
from screens.dock.link import Link, Simulators
from screens.dock.paper import Paper
from screens.dock.words import PRINTER
from screens.parts import Column, Gap, Holder, Part, Row, Scroller, Text
from screens.theme import Colour, Theme, Type

_SCALE = 0.65  # of the kiosk's type
_LEAST_SCALE = 2.0  # pixels for a millimetre: small type of 13 pixels, however small the kiosk is shown
_PAPERS_SHARE = 0.4  # of the height, at least
_BAR = 4.0  # mm that a scroller keeps for its bar
_EVERY = 1.0  # seconds


class _Upper(Scroller):
    """As high as its part, but no higher than `most` pixels."""

    def __init__(self, theme: Theme, part: Part, most: Callable[[], float]) -> None:
        super().__init__(theme, part)
        self._most = most

    def height_at(self, width: float) -> float:
        return min(super().height_at(width), self._most())


class Dock(Part):
    """A panel for demonstrations. It follows the simulators about once a second, and the kiosk's language."""

    def __init__(self, theme: Theme, simulators: Simulators) -> None:
        super().__init__(Theme(max(_SCALE * theme.px_per_mm, _LEAST_SCALE)))
        self._simulators = simulators
        self._holder = Holder(self.theme)
        self.add_widget(self._holder)
        self._build()
        Clock.schedule_interval(lambda _: self._refresh(), _EVERY)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*Colour.INK.rgba)
            Rectangle(pos=self.pos, size=self.size)
        margin = self.theme.mm(6)
        wide = width - 2 * margin + self.theme.mm(_BAR)
        self._holder.place(x + margin, y + margin, wide, height - 2 * margin)

    def _build(self) -> None:
        theme = self.theme
        self._language, self._link = language(), Link(self._simulators)
        self._paper = Paper(theme, self._simulators.pieces, lambda: self._link.tell(PRINTER, "take"))
        reader = ReaderSection(theme, self._link, self._simulators.people, self._fold)
        printer = PrinterSection(theme, self._link, self._paper.printed, self._fold)
        devices = Column(theme, [reader, printer], gap=theme.mm(4))
        upper = _Upper(theme, devices, lambda: self._holder.height * (1 - _PAPERS_SHARE))
        title = Text(theme, _("Demonstration"), Type.HEADING, bold=True, colour=Colour.ON_DEEP)
        note = Text(theme, _("Simulated devices and invented people"), Type.SMALL, colour=Colour.LINE)
        head = Column(theme, [title, note], gap=theme.mm(0.5))
        lower = Row(theme, [self._paper, Gap(theme, width=theme.mm(_BAR))], gap=0, grow=[self._paper])
        whole = Column(theme, [head, upper, lower], gap=theme.mm(4), grow=[lower])
        self._holder.hold(whole)

    def _fold(self) -> None:
        self._holder.place(*self._holder.pos, *self._holder.size)

    def _refresh(self) -> None:
        if language() != self._language:
            self._holder.wipe_part()
            self._build()
        self._link.poll()

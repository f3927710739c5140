"""The moving picture of a card that is placed on the reader: a few frames, then a pause."""

from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle

from screens.layout import Part
from screens.page_context import PageContext
from screens.theme import Colour, ScreenTheme

_FRAME = 0.18  # seconds
_FALL, _REST = 7, 10  # frames


class ReaderPicture(Part):
    """The reader below, the card above it moving down."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.theme)
        self._step = 0
        self._shown = -1.0
        context.every(_FRAME, self._move)

    def height_at(self, width: float) -> float:
        return float(self.theme.mm(90))

    def least_at(self, width: float) -> float:
        return float(self.theme.mm(50))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._shown = -1.0
        self._draw()

    def _move(self) -> None:
        self._step = (self._step + 1) % (_FALL + _REST)
        self._draw()

    def _draw(self) -> None:
        way = 1 - (1 - min(1.0, self._step / _FALL)) ** 2
        if way == self._shown or self.width < 2:
            return
        self._shown = way
        mm = self.theme.mm
        unit = min(self.width / mm(190), self.height / mm(170))
        wide, high = mm(130) * unit, mm(82) * unit
        middle, bottom = self.center_x, self.center_y - mm(72) * unit
        self.canvas.clear()
        with self.canvas:
            _reader(self.theme, middle, bottom, wide * 1.28, high * 1.18, mm(6) * unit)
            card_y = bottom + high * 0.09 + (1 - way) * mm(56) * unit
            _card(self.theme, middle - wide / 2, card_y, wide, high, mm(5) * unit, landed=way == 1)


def _reader(theme: ScreenTheme, middle: float, y: float, width: float, height: float, radius: float) -> None:
    Color(*theme.rgba(Colour.SUNKEN))
    SmoothRoundedRectangle(pos=(middle - width / 2, y), size=(width, height), radius=[radius], segments=16)
    Color(*theme.rgba(Colour.LINE))
    SmoothLine(rounded_rectangle=(middle - width / 2, y, width, height, radius, 60), width=radius / 5)


def _card(theme: ScreenTheme, x: float, y: float, width: float, height: float, radius: float, *, landed: bool) -> None:
    Color(*theme.rgba(Colour.TINT if landed else Colour.SURFACE))
    SmoothRoundedRectangle(pos=(x, y), size=(width, height), radius=[radius], segments=16)
    Color(*theme.rgba(Colour.DEEP))
    thick = max(1.5, width / 90)
    SmoothLine(rounded_rectangle=(x, y, width, height, radius, 60), width=thick)
    for at, length in enumerate((0.34, 0.42, 0.28)):
        SmoothRoundedRectangle(
            pos=(x + width * 0.09, y + height * (0.72 - at * 0.16)), size=(width * length, height * 0.055), radius=[3]
        )
    SmoothRoundedRectangle(pos=(x + width * 0.09, y + height * 0.13), size=(width * 0.6, height * 0.07), radius=[3])
    _portrait(theme, x + width * 0.64, y + height * 0.32, width * 0.26, height * 0.5)


def _portrait(theme: ScreenTheme, x: float, y: float, width: float, height: float) -> None:
    Color(*theme.rgba(Colour.DEEP))
    side = width * 0.46
    SmoothRoundedRectangle(
        pos=(x + (width - side) / 2, y + height * 0.5), size=(side, side), radius=[side / 2], segments=24
    )
    SmoothRoundedRectangle(
        pos=(x + width * 0.08, y), size=(width * 0.84, height * 0.42), radius=[width * 0.4, width * 0.4, 3, 3]
    )

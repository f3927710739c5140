"""Where a device is, seen from who stands before the screen: in words, and as a picture with an arrow that points
there."""

from kivy.graphics import Color, SmoothLine, Triangle

from kiosk.pages.language import N_, _
from screens.layout import Part
from screens.page_context import PageContext
from screens.theme import Colour, ScreenTheme

_WAYS = {  # to the right and up
    "below": (0, -1), "below_left": (-1, -1), "below_right": (1, -1), "left": (-1, 0), "right": (1, 0),
    "above": (0, 1), "above_left": (-1, 1), "above_right": (1, 1),
}  # fmt: skip
_PLACES = {
    "below": N_("right below the screen"),
    "below_left": N_("below the screen, at the left"),
    "below_right": N_("below the screen, at the right"),
    "left": N_("to the left of the screen"),
    "right": N_("to the right of the screen"),
    "above": N_("above the screen"),
    "above_left": N_("above the screen, at the left"),
    "above_right": N_("above the screen, at the right"),
}
_SENTENCES = {
    "card_reader": N_("The card reader is {place}."),
    "printer": N_("The paper comes out {place}."),
    "page_printer": N_("The large pages come out {place}."),
    "scanner": N_("The scanner for codes is {place}."),
    "paper_scanner": N_("The scanner for papers is {place}."),
    "document_camera": N_("The camera is {place}."),
    "keypad": N_("These keys are {place}."),
}
_ARROW, _SMALL_ARROW = 54.0, 22.0  # mm: beside a picture, in a line of words
_HIGH = 0.8  # of its width, for a picture above or below an arrow
_SIDEWAYS = 0.72  # of the width, for what stands above an arrow that is not in the middle
_FRAME = 0.18  # seconds
_SWINGS = (0.0, 0.5, 1.0, 0.5)  # of the way that the arrow moves
_SWING = 0.14  # of its side


def say_where(theme: ScreenTheme, device: str) -> str:
    """Returns `The card reader is right below the screen.`; "" where nobody said where it is."""
    place = theme.place_of(device) if device else ""
    return _(_SENTENCES[device]).format(place=_(_PLACES[place])) if place else ""


def point_to(context: PageContext, device: str, picture: Part, colour: Colour = Colour.DEEP) -> Part:
    """Returns the picture, beside an arrow where it is said where the device is."""
    place = context.theme.place_of(device)
    return _Pointing(context, picture, _WAYS[place], colour) if place else picture


def draw_arrow(context: PageContext, device: str, colour: Colour = Colour.DEEP) -> Part:
    """Returns a small arrow to the device, of which it is said where it is."""
    return _Arrow(context, _WAYS[context.theme.place_of(device)], colour, _SMALL_ARROW)


class _Arrow(Part):
    """Points to the right and up by these signs, and swings that way. `side`: in millimetres."""

    def __init__(self, context: PageContext, way: tuple[int, int], colour: Colour, side: float = _ARROW) -> None:
        super().__init__(context.theme)
        self._side = float(context.theme.mm(side))
        length = (way[0] ** 2 + way[1] ** 2) ** 0.5
        self._way, self._colour, self._step = (way[0] / length, way[1] / length), colour, 0
        context.every(_FRAME, self._move)

    def height_at(self, width: float) -> float:
        return self._side

    def width_wanted(self) -> float:
        return self._side

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._draw()

    def _move(self) -> None:
        self._step = (self._step + 1) % len(_SWINGS)
        self._draw()

    def _draw(self) -> None:
        side, (right, up) = min(self.width, self.height), self._way
        if side < 2:
            return
        swing = (_SWINGS[self._step] - 0.5) * _SWING * side
        middle_x, middle_y = self.center_x + right * swing, self.center_y + up * swing

        def at(along: float, across: float) -> tuple[float, float]:
            return middle_x + (right * along - up * across) * side, middle_y + (up * along + right * across) * side

        self.canvas.clear()
        with self.canvas:
            Color(*self.theme.rgba(self._colour))
            SmoothLine(points=(*at(-0.36, 0), *at(0.06, 0)), width=side * 0.07, cap="none")
            Triangle(points=(*at(0.38, 0), *at(0.02, 0.26), *at(0.02, -0.26)))


class _Pointing(Part):
    """A picture, and between it and the device the arrow."""

    def __init__(self, context: PageContext, picture: Part, way: tuple[int, int], colour: Colour) -> None:
        super().__init__(context.theme)
        self._picture, self._way, self._arrow = picture, way, _Arrow(context, way, colour)
        self.add_widget(picture)
        self.add_widget(self._arrow)

    def height_at(self, width: float) -> float:
        return self._picture.height_at(width) + (self.theme.mm(_ARROW) if self._way[1] else 0)

    def least_at(self, width: float) -> float:
        return self._picture.least_at(width) + (self.theme.mm(_ARROW) / 2 if self._way[1] else 0)

    def width_wanted(self) -> float:
        return self._picture.width_wanted() + self.theme.mm(_ARROW)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        right, up = self._way
        side = min(self.theme.mm(_ARROW), height / 3, width / 3)
        if up:
            wide = width * _SIDEWAYS if right else width
            left = x + (width - wide if right > 0 else 0)
            high = min(height - side, wide * _HIGH)
            base, above = (y, y + side) if up < 0 else (y + height - side, y + height - side - high)
            self._picture.place(left, above, wide, high)
            self._arrow.place(x + (width - side) * (right + 1) / 2, base, side, side)
        else:
            self._picture.place(x + (side if right < 0 else 0), y, width - side, height)
            self._arrow.place(x + width - side if right > 0 else x, y + (height - side) / 2, side, side)

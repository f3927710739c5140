"""Icons: white drawings on transparent, coloured when drawn."""

from functools import lru_cache
from pathlib import Path

from kivy.core.image import Image
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from screens.layout.base import Part
from screens.theme import Colour, ScreenTheme

_FOLDER = Path(__file__).resolve().parent.parent / "icons"
FALLBACK = "document"
_LEAST, _LEAST_MM = 0.4, 9.0  # of its side, and in millimetres: no smaller where there is little room
_SIZES = (48, 96, 192)  # pixels; mipmaps would cost 100 ms at start


@lru_cache(maxsize=64)
def _texture(name: str, size: int) -> Texture:
    file = _FOLDER / str(size) / f"{name}.png"
    return Image(str(file if file.exists() else file.with_stem(FALLBACK))).texture


class Icon(Part):
    """One of the drawings in `screens/icons`, `side` pixels wide and high, in the middle of its place."""

    def __init__(self, theme: ScreenTheme, name: str, side: float, colour: Colour = Colour.DEEP) -> None:
        super().__init__(theme)
        self.name, self.side, self.colour = name, side, colour

    def height_at(self, width: float) -> float:
        return self.side

    def least_at(self, width: float) -> float:
        return min(self.side, max(self.side * _LEAST, float(self.theme.mm(_LEAST_MM))))

    def width_wanted(self) -> float:
        return self.side

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        side = min(self.side, width, height)
        self.canvas.clear()
        with self.canvas:
            Color(*self.theme.rgba(self.colour))
            corner = (round(x + (width - side) / 2), round(y + (height - side) / 2))
            Rectangle(
                texture=_texture(self.name, next((s for s in _SIZES if s >= side * 0.8), _SIZES[-1])),
                pos=corner,
                size=(side, side),
            )

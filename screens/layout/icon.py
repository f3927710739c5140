"""Icons: white drawings on transparent, coloured when drawn."""

from functools import lru_cache
from pathlib import Path

from kivy.core.image import Image
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from screens.layout.base import Part
from screens.layout.mirroring import is_mirrored
from screens.theme import Colour, ScreenTheme

_FOLDER = Path(__file__).resolve().parent.parent / "icons"
FALLBACK = "document"
_ONWARD = ("back", "forward", "left", "right", "exit")  # they point as one reads
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
        if self.is_to_be_drawn(self.colour):
            self._draw(x, y, width, height)

    def _draw(self, x: float, y: float, width: float, height: float) -> None:
        side = min(self.side, width, height)
        self.canvas.clear()
        with self.canvas:
            Color(*self.theme.rgba(self.colour))
            corner = (round(x + (width - side) / 2), round(y + (height - side) / 2))
            texture = _texture(self.name, next((s for s in _SIZES if s >= side * 0.8), _SIZES[-1]))
            Rectangle(texture=texture, pos=corner, size=(side, side), tex_coords=self._coordinates(texture))

    def _coordinates(self, texture: Texture) -> tuple[float, ...]:
        """Returns the corners of the drawing; it is turned round where one reads from the right."""
        u0, v0, u1, v1, u2, v2, u3, v3 = texture.tex_coords
        if self.name in _ONWARD and is_mirrored():
            return u1, v1, u0, v0, u3, v3, u2, v2
        return u0, v0, u1, v1, u2, v2, u3, v3

"""A photograph or a drawing that came as a file, as large as its place allows."""

import logging
from base64 import b64decode
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from kivy.core.image import Image
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from screens.layout.base import Part
from screens.theme import ScreenTheme

log = logging.getLogger(__name__)

_LEAST_MM = 30.0  # of its height, where there is little room


@lru_cache(maxsize=8)
def load_texture(jpeg: str) -> Texture | None:
    """Returns what a JPEG in base64 shows; None where it cannot be read."""
    return _load(lambda: b64decode(jpeg, validate=True))


def load_file(jpeg: Path) -> Texture | None:
    """Returns what a file with a JPEG shows; None where it cannot be read."""
    return _load(jpeg.read_bytes)


def _load(read: Callable[[], bytes]) -> Texture | None:
    try:
        return Image(BytesIO(read()), ext="jpg", nocache=True).texture
    except Exception as error:  # Kivy raises Exception itself where no provider reads a file
        log.warning("a picture cannot be shown: %s", type(error).__name__)
        return None


class Picture(Part):
    """At the top and in the middle of its place, in its own proportions."""

    def __init__(self, theme: ScreenTheme, texture: Texture) -> None:
        super().__init__(theme)
        self._texture = texture

    def height_at(self, width: float) -> float:
        return float(round(width * self._texture.height / self._texture.width))

    def least_at(self, width: float) -> float:
        return min(self.height_at(width), float(self.theme.mm(_LEAST_MM)))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        scale = min(width / self._texture.width, height / self._texture.height)
        wide, high = round(self._texture.width * scale), round(self._texture.height * scale)
        self.canvas.clear()
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(
                texture=self._texture, pos=(round(x + (width - wide) / 2), round(y + height - high)), size=(wide, high)
            )

"""A QR code as a texture, one pixel per module, drawn sharp."""

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from screens.layout import Part
from screens.theme import ScreenTheme

_LEAST = 44.0  # mm: a phone still reads it from an arm's length


class QrCode(Part):
    """`text` as a QR code of about `side` pixels, centred in its place, including its quiet zone."""

    def __init__(self, theme: ScreenTheme, text: str, side: float) -> None:
        super().__init__(theme)
        self._text, self._side = text, side

    def height_at(self, width: float) -> float:
        return self._side

    def least_at(self, width: float) -> float:
        return min(self._side, float(self.theme.mm(_LEAST)))

    def width_wanted(self) -> float:
        return self._side

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        texture = _texture(self._text)
        side = max(1, int(min(self._side, width, height) / texture.width)) * texture.width
        self.canvas.clear()
        with self.canvas:
            Color(1, 1, 1, 1)
            corner = (round(x + (width - side) / 2), round(y + (height - side) / 2))
            Rectangle(texture=texture, pos=corner, size=(side, side))

    def wipe(self) -> None:
        self._text = ""
        super().wipe()


def _texture(text: str) -> Texture:
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    texture = Texture.create(size=(len(matrix), len(matrix)), colorfmt="luminance")
    texture.mag_filter = texture.min_filter = "nearest"
    pixels = bytes(0 if dark else 255 for row in reversed(matrix) for dark in row)
    texture.blit_buffer(pixels, colorfmt="luminance", bufferfmt="ubyte")
    return texture

"""The picture of a camera: as large as its place allows, and nothing of it left when the page goes."""

from typing import TYPE_CHECKING

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from kiosk.pages.paper_kinds import LivePicture
from screens.layout import Part
from screens.theme import ScreenTheme

if TYPE_CHECKING:
    from devices.document_camera.page_picture import SmallPicture

_LEAST = 90.0  # mm of its height


class CameraView(Part):
    """A card without a picture is empty: the camera has sent none yet."""

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self._picture: SmallPicture | None = None
        self._texture: Texture | None = None

    def height_at(self, width: float) -> float:
        return self.theme.mm(_LEAST)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._draw()

    def show(self, picture: "SmallPicture") -> None:
        """Shows this picture in place of the one before."""
        if picture is self._picture:
            return
        size = (picture.width, picture.height)
        if self._texture is None or self._texture.size != size:
            self._texture = Texture.create(size=size, colorfmt="rgb")
            self._texture.flip_vertical()
        self._texture.blit_buffer(picture.rgb, colorfmt="rgb", bufferfmt="ubyte")
        self._picture = picture
        self._draw()

    def follow(self, live: LivePicture) -> None:
        """Shows what the camera saw last."""
        if (picture := live.latest) is not None:
            self.show(picture)

    def wipe(self) -> None:
        if self._texture is not None and self._picture is not None:
            self._texture.blit_buffer(bytes(len(self._picture.rgb)), colorfmt="rgb", bufferfmt="ubyte")
        self._picture = self._texture = None
        self.canvas.clear()
        super().wipe()

    def _draw(self) -> None:
        self.canvas.clear()
        if self._texture is None or not self.width:
            return
        scale = min(self.width / self._texture.width, self.height / self._texture.height)
        wide, high = round(self._texture.width * scale), round(self._texture.height * scale)
        with self.canvas:
            Color(1, 1, 1, 1)
            left, low = round(self.x + (self.width - wide) / 2), round(self.y + (self.height - high) / 2)
            Rectangle(texture=self._texture, pos=(left, low), size=(wide, high))

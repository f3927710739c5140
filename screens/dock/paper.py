"""Printed output: a picture of one piece, the newest first, and the removal of paper."""

from collections.abc import Callable
from pathlib import Path

from kivy.core.image import Image
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from kiosk.pages.language import _
from screens.dock.key import DockKey
from screens.layout import CardBox, Column, Gap, Grid, Holder, Part, Row, Scroller, TextPart
from screens.layout.button import PLAIN, PRIMARY
from screens.theme import Colour, ScreenTheme, Type


class PictureView(Part):
    """A picture from a file, as wide as its place but never wider than the file, at the top of its place."""

    def __init__(self, theme: ScreenTheme, file: Path) -> None:
        super().__init__(theme)
        self._texture: Texture = Image(str(file), nocache=True).texture

    def height_at(self, width: float) -> float:
        return float(self._texture.height) * self._scale(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        size = (round(self._texture.width * self._scale(width)), round(self.height_at(width)))
        self.canvas.clear()
        with self.canvas:
            Color(1, 1, 1, 1)
            left, low = round(x + (width - size[0]) / 2), round(y + height - size[1])
            Rectangle(texture=self._texture, pos=(left, low), size=size)

    def _scale(self, width: float) -> float:
        return min(1.0, width / float(self._texture.width))


class PrintedPaper(Part):
    """`pieces` returns the pictures of all that was printed, oldest first; `on_take` removes the paper."""

    def __init__(self, theme: ScreenTheme, pieces: Callable[[], list[Path]], on_take: Callable[[], None]) -> None:
        super().__init__(theme)
        self._find = pieces
        self._pieces: list[Path] = []
        self._counts: dict[str, tuple[int, int]] = {}  # by printer
        self._waiting = self._at = 0  # `_at` counts from the newest
        self._shown: Path | None = None
        self._status = TextPart(theme, "", Type.SMALL, colour=Colour.MUTED, align="right")
        self._older = DockKey(theme, _("Older"), lambda: self._turn(1), key="older")
        self._newer = DockKey(theme, _("Newer"), lambda: self._turn(-1), key="newer")
        self._take = DockKey(theme, _("Take the paper"), on_take, key="take")
        self._holder = Holder(theme)
        title = TextPart(theme, _("What was printed"), bold=True)
        head = Row(theme, [title, self._status], grow=[self._status])
        keys = Grid(theme, [self._newer, self._older, self._take], 3, gap=theme.mm(2.5))
        column = Column(theme, [head, keys, self._holder], gap=theme.mm(3), grow=[self._holder])
        self._card = CardBox(theme, column, ground=Colour.GROUND, pad=theme.mm(5))
        self.add_widget(self._card)
        self._show()

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._card.place(x, y, width, height)

    def printed(self, printer: str, count: int, waiting: int) -> None:
        """Records how many pieces this printer has printed since the start, and how many still hang there."""
        self._counts[printer] = (count, waiting)
        count, waiting = (sum(each) for each in zip(*self._counts.values(), strict=True))
        if (count, waiting) == (len(self._pieces), self._waiting):
            return
        if count != len(self._pieces):
            self._pieces, self._at = self._find(), 0
        self._waiting = waiting
        self._show()

    def _turn(self, pieces: int) -> None:
        self._at += pieces
        self._show()

    def _show(self) -> None:
        count = len(self._pieces)
        self._status.set(self._position_text())
        self._newer.show(PLAIN, enabled=self._at > 0)
        self._older.show(PLAIN, enabled=self._at + 1 < count)
        self._take.show(PRIMARY, enabled=self._waiting > 0)
        piece = self._pieces[-1 - self._at] if count else None
        if piece is None or piece != self._shown:
            self._shown = piece
            self._hold(piece)

    def _position_text(self) -> str:
        if not self._pieces:
            return ""
        number = len(self._pieces) - self._at
        words = _("{number} of {count}").format(number=number, count=len(self._pieces))
        return _("{piece}, not taken yet").format(piece=words) if self._at < self._waiting else words

    def _hold(self, piece: Path | None) -> None:
        self._holder.wipe_part()
        if piece is None:
            nothing = TextPart(self.theme, _("Nothing yet"), Type.SMALL, colour=Colour.MUTED, align="center")
            ends = (Gap(self.theme), Gap(self.theme))
            self._holder.hold(Column(self.theme, [ends[0], nothing, ends[1]], grow=ends))
        else:
            self._holder.hold(Scroller(self.theme, PictureView(self.theme, piece)))

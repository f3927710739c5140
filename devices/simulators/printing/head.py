"""The print head: puts characters and images into the line, and the line on paper."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from devices.simulators.printing import rom
from devices.simulators.printing.paper import Sheet

if TYPE_CHECKING:
    from PIL.Image import Image


def _nothing(_: int) -> None:
    return None


class Head:
    """The state that commands set. Lengths in dots, eight to a millimetre."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.paper_sensor: Callable[[], int] = lambda: 0
        self.automatic_status: Callable[[int], None] = _nothing
        self.cut_blade: Callable[[], bool] = lambda: True
        self.ejector: Callable[[int, int], None] = lambda which, steps: None
        self.initialise()

    def initialise(self) -> None:
        """As after ESC @: the line is dropped, every setting at its default."""
        self.kanji = self.bold = self.smooth = False
        self.spacing, self.align, self.kanji_space = 30, 0, 2
        self._size = self._kanji_size = (1, 1)
        self.qr_size, self.qr_level, self.qr_data = 3, 0, b""
        self._raster: list[bytes] = []
        self._cells: list[Image] = []
        self._text = ""

    def size(self, across: int, down: int) -> None:
        self._size = self._kanji_size = (across, down)

    def kanji_size(self, across: int, down: int) -> None:
        self._kanji_size = (across, down)

    def character(self, code: bytes) -> None:
        size = self._kanji_size if len(code) == 2 else self._size
        character = rom.decode(code)
        self._put(rom.cell(character, len(code) * 12, size, self.bold, self.smooth), character)
        if len(code) == 2 and self.kanji_space:
            self._put(rom.blank(self.kanji_space * size[0]), "")

    def column_image(self, data: bytes, tall: int) -> None:
        if data:
            self._put(rom.columns(data[: tall * self.sheet.dots], tall), "〓")

    def raster_row(self, row: bytes) -> None:
        self._raster.append(row)

    def raster_done(self) -> None:
        rows, self._raster = self._raster, []
        if rows and rows[0]:
            self._print(rom.rows(rows), f"[image {len(rows[0]) * 8}x{len(rows)}]", 0)

    def print_qr(self) -> None:
        if self.qr_data:
            picture = rom.qr(self.qr_data, self.qr_size, self.qr_level)
            if picture is not None and picture.width <= self.sheet.dots:
                self._print(picture, f"[QR {self.qr_data.decode(errors='replace')}]", 0)

    def new_line(self) -> None:
        """Print the line and feed."""
        cells, text = self._cells, self._text
        self._cells, self._text = [], ""
        if not cells:
            self.sheet.feed(self.spacing)
            self.sheet.write("")
            return
        self._print(rom.beside(cells), text, self.spacing)

    def feed(self, dots: int) -> None:
        if self._cells:
            self._print(rom.beside(self._cells), self._text, 0)
            self._cells, self._text = [], ""
        self.sheet.feed(dots)

    def cut(self, feed: int | None) -> None:
        """`feed` None: where the blade stands; else that many dots past it. A blade that is stuck cuts nothing."""
        if feed is not None:
            self.sheet.feed(self.sheet.TO_BLADE + feed)
        if self.cut_blade():
            self.sheet.cut()

    def _put(self, cell: "Image", text: str) -> None:
        if sum(each.width for each in self._cells) + cell.width > self.sheet.dots and self._cells:
            self.new_line()
        self._cells.append(cell)
        self._text += text

    def _print(self, picture: "Image", text: str, at_least: int) -> None:
        spare = max(0, self.sheet.dots - picture.width)
        left = {1: spare // 2, 2: spare}.get(self.align, 0)
        self.sheet.print(picture, left, max(picture.height, at_least))
        self.sheet.write(text if self.align == 0 else text.strip())

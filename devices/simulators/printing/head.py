"""The print head: puts characters and images into the line, and the line on paper."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from devices.simulators.printing import rom
from devices.simulators.printing.command_lengths import CODE_PAGES
from devices.simulators.printing.paper import Sheet

if TYPE_CHECKING:
    from PIL.Image import Image


def _do_nothing(_: int) -> None:
    return None


class Head:
    """The state that commands set. Lengths in dots, eight to a millimetre."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.paper_sensor: Callable[[], int] = lambda: 0
        self.automatic_status: Callable[[int], None] = _do_nothing
        self.cut_blade: Callable[[], bool] = lambda: True
        self.ejector: Callable[[int, int], None] = lambda which, steps: None
        self.drawer_pulse: Callable[[], None] = lambda: None
        self.selected = True
        self.kanji_at_start = False
        self.kanji_space_at_start = 2
        self.stored: dict[str, tuple[bytes, int]] = {}  # dots, and bytes a column; below 0: bytes a row
        self.initialise()

    def select(self, devices: int) -> None:
        """Handles ESC =: bit 0 is the printer, bit 1 a display on the same line."""
        self.selected = bool(devices & 1)

    def initialise(self) -> None:
        """Resets as ESC @ does: the line is dropped, every setting is at its default."""
        self.kanji = self.kanji_at_start
        self.bold = self.smooth = False
        self.spacing, self.align, self.kanji_space = 30, 0, self.kanji_space_at_start
        self.margin, self.area_width = 0, self.sheet.dots
        self.tabs = tuple(range(8, 256, 8))
        self.code_page = "cp437"
        self._size = self._kanji_size = (1, 1)
        self.qr_size, self.qr_level, self.qr_data = 3, 0, b""
        self.symbols: dict[bytes, bytes] = {}
        self.code_height, self.code_module = 162, 3
        self.graphics_scale = (1, 1)
        self._raster: list[bytes] = []
        self._drop_line()

    def _drop_line(self) -> None:
        self._cells: list[tuple[int, Image]] = []
        self._text = ""
        self.at = 0

    @property
    def _room(self) -> int:
        """Returns the dots across that may be printed on."""
        return max(1, min(self.area_width, self.sheet.dots - self.margin))

    def size(self, across: int, down: int) -> None:
        self._size = self._kanji_size = (across, down)

    def kanji_size(self, across: int, down: int) -> None:
        self._kanji_size = (across, down)

    def set_print_mode(self, style: int) -> None:
        """Sets the bits of ESC !."""
        self.size((style >> 5 & 1) + 1, (style >> 4 & 1) + 1)
        self.bold = bool(style & 8)

    def set_bold(self, on: bool) -> None:
        self.bold = on

    def set_smooth(self, on: bool) -> None:
        self.smooth = on

    def set_kanji(self, on: bool) -> None:
        self.kanji = on

    def set_align(self, where: int) -> None:
        self.align = where

    def set_spacing(self, dots: int) -> None:
        self.spacing = dots

    def set_code_page(self, number: int) -> None:
        self.code_page = CODE_PAGES.get(number, CODE_PAGES[0])

    def set_code_height(self, dots: int) -> None:
        self.code_height = max(1, dots)

    def set_code_module(self, dots: int) -> None:
        self.code_module = dots if 1 <= dots <= 6 else self.code_module

    def character(self, code: bytes) -> None:
        size = self._kanji_size if len(code) == 2 else self._size
        character = rom.decode(code, self.code_page)
        self._draw_text(rom.cell(character, len(code) * 12, size, self.bold, self.smooth), character)
        if len(code) == 2 and self.kanji_space:
            self._draw_text(rom.blank(self.kanji_space * size[0]), "")

    def tab(self) -> None:
        """Moves to the next tab stop; not at all behind the last."""
        column = 12 * self._size[0]
        stop = next((place * column for place in self.tabs if place * column > self.at), None)
        if stop is not None and stop < self._room:
            self.go_to(stop)

    def go_to(self, dots: int) -> None:
        """Places the next character that many dots from the left margin; no further than the paper is wide."""
        if 0 <= dots <= self._room:
            self._text += " " * round((dots - self.at) / 12)
            self.at = dots

    def column_image(self, data: bytes, tall: int, wide: bool) -> None:
        if data:
            picture = rom.columns(data[: tall * self.sheet.dots], tall)
            self._draw_text(rom.magnified(picture, 2 if wide else 1, 1 if tall == 3 else 3), "〓")

    def columns(self, data: bytes, tall: int, across: int, down: int) -> None:
        """Prints an image column by column."""
        if data and tall:
            self._print_image(rom.magnified(rom.columns(data, tall), across, down))

    def raster_row(self, row: bytes) -> None:
        self._raster.append(row)

    def raster_done(self, across: int = 1, down: int = 1) -> None:
        rows, self._raster = self._raster, []
        if rows and rows[0]:
            self._print_image(rom.magnified(rom.rows(rows), across, down))

    def print_stored(self, name: str, across: int, down: int, *, forget: bool = False) -> None:
        """Prints an image that was defined before, if there is one."""
        dots, shape = self.stored.get(name, (b"", 0))
        if shape > 0:
            self.columns(dots, shape, max(1, across), max(1, down))
        elif shape < 0:
            step = -shape
            rows = [dots[at : at + step] for at in range(0, len(dots) - step + 1, step)]
            if rows:
                self._print_image(rom.magnified(rom.rows(rows), max(1, across), max(1, down)))
        if forget:
            self.stored.pop(name, None)

    def print_code(self, kind: str, data: bytes) -> None:
        """Prints a bar code; one that is too wide is left out, as on paper."""
        self._print_picture(rom.bars(data, self.code_module, self.code_height), kind, data)

    def print_symbol(self, kind: str, data: bytes) -> None:
        """Prints a two-dimensional code that is not QR: a QR code stands for it."""
        self._print_picture(rom.qr(data, self.qr_size, 0), kind, data)

    def _print_picture(self, picture: "Image | None", kind: str, data: bytes) -> None:
        if picture is not None and picture.width <= self._room:
            self._end_line()
            self._print(picture, f"[{kind} {data.decode(errors='replace')}]", 0)

    def print_qr(self) -> None:
        if self.qr_data:
            picture = rom.qr(self.qr_data, self.qr_size, self.qr_level)
            if picture is not None and picture.width <= self._room:
                self._print(picture, f"[QR {self.qr_data.decode(errors='replace')}]", 0)

    def new_line(self) -> None:
        """Prints the line and feeds the paper."""
        if not self._cells:
            self._drop_line()
            self.sheet.feed(self.spacing)
            self.sheet.write("")
            return
        self._print_line(self.spacing)

    def feed(self, dots: int) -> None:
        self._end_line()
        self.sheet.feed(dots)

    def cut(self, feed: int | None) -> None:
        """Cuts the paper. `feed` None: where the blade stands; else that many dots past it. A blade that is stuck cuts
        nothing."""
        if feed is not None:
            self.sheet.feed(self.sheet.TO_BLADE + feed)
        if self.cut_blade():
            self.sheet.cut()

    def _end_line(self) -> None:
        if self._cells:
            self._print_line(0)

    def _print_line(self, at_least: int) -> None:
        cells, text = self._cells, self._text
        self._drop_line()
        self._print(rom.placed(cells), text, at_least)

    def _draw_text(self, cell: "Image", text: str) -> None:
        if self.at + cell.width > self._room and self._cells:
            self.new_line()
        self._cells.append((self.at, cell))
        self.at += cell.width
        self._text += text

    def _print_image(self, picture: "Image") -> None:
        self._print(picture, f"[image {picture.width}x{picture.height}]", 0)

    def _print(self, picture: "Image", text: str, at_least: int) -> None:
        spare = max(0, self._room - picture.width)
        left = self.margin + {1: spare // 2, 2: spare}.get(self.align, 0)
        self.sheet.print(picture, left, max(picture.height, at_least))
        self.sheet.write(text if self.align == 0 else text.strip())

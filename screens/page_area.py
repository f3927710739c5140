"""A page and its tools, in that part of the screen which can be reached."""

from screens.layout import Part
from screens.layout.ground import fill
from screens.theme import Colour, ScreenTheme
from screens.toolbar import Toolbar

Rectangle = tuple[float, float, float, float]  # x, y, width, height


class PageArea(Part):
    """`tools` is None for pages that have the whole screen. The page is drawn for `page_size`, then held."""

    def __init__(self, theme: ScreenTheme, width: int, height: int, tools: Toolbar | None) -> None:
        super().__init__(theme)
        self.portrait = height > width
        self._whole, self._tools = (width, height), tools
        self._page: Part | None = None

    @property
    def page_size(self) -> tuple[int, int]:
        """Returns the width and height in pixels that the page has."""
        _, _, width, height = self._page_place(0, 0)
        return round(width), round(height)

    def hold(self, page: Part) -> None:
        """Takes the page; the tools lie above it, as a page may take every touch."""
        self._page = page
        for part in (page, self._tools):
            if part:
                self.add_widget(part)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        low, high = self._reach()
        self.canvas.before.clear()
        with self.canvas.before:
            for bottom, top in ((0, low), (low + high, height)):
                if top > bottom:
                    fill(self, Colour.DEEP, x, y + bottom, width, top - bottom)
        if self._page:
            self._page.place(*self._page_place(x, y))
        if self._tools:
            self._tools.place(*self._tools_place(x, y))

    def wipe(self) -> None:
        super().wipe()
        self._page = self._tools = None

    def _reach(self) -> tuple[int, int]:
        return self.theme.reach(self._whole[1]) if self._tools else (0, self._whole[1])

    def _thickness(self) -> int:
        return self._tools.thickness(self._whole[0]) if self._tools else 0

    def _page_place(self, x: float, y: float) -> Rectangle:
        (low, high), thick = self._reach(), self._thickness()
        if self.portrait:
            return x, y + low + thick, self._whole[0], high - thick
        return x + (thick if self.theme.mode.left_hand else 0), y + low, self._whole[0] - thick, high

    def _tools_place(self, x: float, y: float) -> Rectangle:
        (low, high), thick = self._reach(), self._thickness()
        if self.portrait:
            return x, y + low, self._whole[0], thick
        return x + (0 if self.theme.mode.left_hand else self._whole[0] - thick), y + low, thick, high

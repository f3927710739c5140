"""A page and its tools, in that part of the screen which can be reached."""

from screens.layout import Part
from screens.layout.ground import fill
from screens.layout.text import TextPart
from screens.theme import Colour, ScreenTheme, Type
from screens.toolbar import Toolbar

_SIGN_MM = 14.0
Rectangle = tuple[float, float, float, float]  # x, y, width, height


class PageArea(Part):
    """`tools` is None for pages that have the whole screen. The page is drawn for `page_size`, then held."""

    def __init__(self, theme: ScreenTheme, width: int, height: int, tools: Toolbar | None) -> None:
        super().__init__(theme)
        self.portrait = height > width
        self._whole, self._tools = (width, height), tools
        self._page: Part | None = None
        self._sign = _Sign(theme) if theme.sign else None

    @property
    def page_size(self) -> tuple[int, int]:
        """Returns the width and height in pixels that the page has."""
        _, _, width, height = self._page_place(0, 0)
        return round(width), round(height)

    def hold(self, page: Part) -> None:
        """Takes the page; the tools lie above it, as a page may take every touch."""
        self._page = page
        for part in (page, self._tools, self._sign):
            if part:
                self.add_widget(part)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        low, high = self._reach()
        self.canvas.before.clear()
        with self.canvas.before:
            for bottom, top in ((0, low), (low + high, height - self._sign_height)):
                if top > bottom:
                    fill(self, Colour.DEEP, x, y + bottom, width, top - bottom)
        if self._sign:
            self._sign.place(x, y + height - self._sign_height, width, self._sign_height)
        if self._page:
            self._page.place(*self._page_place(x, y))
        if self._tools:
            self._tools.place(*self._tools_place(x, y))

    def wipe(self) -> None:
        super().wipe()
        self._page = self._tools = self._sign = None

    @property
    def _sign_height(self) -> int:
        return self.theme.mm(_SIGN_MM) if self.theme.sign else 0

    def _reach(self) -> tuple[int, int]:
        low, high = self.theme.reach(self._whole[1]) if self._tools else (0, self._whole[1])
        return low, min(high, self._whole[1] - self._sign_height - low)

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


class _Sign(Part):
    """A band over the whole width, which no page can cover."""

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self._words = TextPart(theme, theme.sign, Type.HEADING, bold=True, colour=Colour.ON_DEEP, align="center")
        self.add_widget(self._words)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            fill(self, Colour.TROUBLE, x, y, width, height)
        self._words.place(x, y, width, height)

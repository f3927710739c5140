"""Finds one of many: by a group, or by typed letters of its pinyin. The list follows each letter."""

from functools import partial

from kiosk.pages.kinds import BrowsePage, CatalogueEntry, Choice
from kiosk.pages.language import _
from screens.frame import Frame, Pager
from screens.keyboard.keys import key_button
from screens.layout import Button, CardBox, Column, Grid, Holder, Icon, Part, Row, Scroller, TextPart
from screens.page_context import PageContext
from screens.pinyin_match import matches
from screens.theme import MARGIN, Colour
from screens.widgets import chip, wide_choice

_KEYS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_MOST = 24  # letters
_GROUPS = 125.0  # mm: no higher do the groups stand over the list
_BESIDE = 5.0  # mm: what stands beside the groups where they are moved


def draw(page: BrowsePage, context: PageContext) -> Part:
    browser = _Browser(page, context)
    return Frame(context, page, browser.body, beside=[browser.pager], begin=browser.scroller)


class _Browser:
    """The chosen group and typed letters, and the parts that show them."""

    def __init__(self, page: BrowsePage, context: PageContext) -> None:
        self.page, self.context, self.theme = page, context, context.theme
        self.grouping, self.group, self.letters = 0, "", ""
        self.rows = {entry.key: self._row(entry) for entry in page.entries}
        self.typed = TextPart(self.theme, "", bold=True)
        self.none = TextPart(self.theme, "", colour=Colour.MUTED, align="center")
        self.tabs, self.chips, self.results = Holder(self.theme), Holder(self.theme), Holder(self.theme)
        self.groups = Scroller(self.theme, self.chips, most=self.theme.mm(_GROUPS))
        self.scroller = Scroller(self.theme, self.results)
        self.pager = Pager(self.theme)
        self.pager.follow(self.scroller)
        self._fill()
        self.body = self._body()

    def _body(self) -> Part:
        theme, keypad = self.theme, self._keypad()
        if self.context.portrait:
            return Column(theme, [self.tabs, self.groups, self.scroller, keypad], grow=[self.scroller])
        side = Column(theme, [self.tabs, self.groups, keypad], grow=[self.groups])
        return Row(theme, [side, self.scroller], gap=theme.mm(9), grow=[side, self.scroller])

    def _keypad(self) -> Part:
        theme = self.theme
        field = Row(theme, [Icon(theme, "search", theme.mm(10), Colour.MUTED), self.typed], grow=[self.typed])
        box = CardBox(theme, field, edge=Colour.LINE, pad=theme.mm(4))
        wipe = key_button(theme, "backspace", "", self._erase, icon="backspace")
        top = Row(theme, [box, wipe], gap=theme.mm(2), grow=[box])
        lines: list[Part] = []
        for keys in _KEYS:
            row = [key_button(theme, key, key, partial(self._type, key.lower())) for key in keys]
            lines.append(Row(theme, row, gap=theme.mm(2), grow=row))
        return Column(theme, [top, *lines], gap=theme.mm(2))

    def _row(self, entry: CatalogueEntry) -> Button:
        choice = Choice(entry.key, entry.label, entry.hint)
        return wide_choice(self.theme, choice, partial(self.context.answer, entry.key))

    def _fill(self) -> None:
        self._fill_choices()
        entries = [e for e in self.page.entries if self._matches(e)]
        rows: list[Part] = [self.rows[e.key] for e in entries]
        self.none.text = "" if rows else _("Nothing found. Try fewer letters, or look by group.")
        self.results.hold(Column(self.theme, rows or [self.none], gap=self.theme.mm(3)))
        self.typed.set(
            self.letters.upper() or _("Type pinyin, such as LSJZ"), Colour.INK if self.letters else Colour.MUTED
        )
        self.scroller.offset = 0.0
        self.scroller.refresh()

    def _fill_choices(self) -> None:
        theme = self.theme
        tabs = [
            chip(theme, g.label, partial(self._divide, at), key=f"by_{at}", chosen=at == self.grouping)
            for at, g in enumerate(self.page.groupings)
        ]
        everything = Choice("", _("All"))
        groups = (everything, *(self.page.groupings[self.grouping].groups if self.page.groupings else ()))
        chips = [
            chip(theme, g.label, partial(self._choose, g.key), key=f"group_{g.key}", chosen=g.key == self.group)
            for g in groups
        ]
        if len(tabs) > 1:
            self.tabs.hold(Row(theme, tabs, gap=theme.mm(3), grow=tabs))
        self.chips.hold(self._lowest(Grid(theme, chips, 0, gap=theme.mm(3))))
        self.groups.refresh()

    def _lowest(self, grid: Grid) -> Grid:
        """Chooses the number of columns that makes it lowest: long labels need few."""
        most = 4 if self.context.portrait and len(grid.parts) > 6 else 3
        width = (self.context.width - 2 * self.theme.mm(MARGIN)) / (1 if self.context.portrait else 2)

        def height(columns: int) -> float:
            grid.columns = columns
            return grid.height_at(width - self.theme.mm(_BESIDE))

        grid.columns = min(range(most, 1, -1), key=height)
        return grid

    def _matches(self, entry: CatalogueEntry) -> bool:
        return (not self.group or self.group in entry.groups) and matches(self.letters, entry.pinyin)

    def _divide(self, at: int) -> None:
        self.grouping, self.group = at, ""
        self._fill()

    def _choose(self, group: str) -> None:
        self.group = group
        self._fill()

    def _type(self, letter: str) -> None:
        self.letters = (self.letters + letter)[:_MOST]
        self.group = ""
        self._fill()

    def _erase(self) -> None:
        self.letters = self.letters[:-1]
        self._fill()

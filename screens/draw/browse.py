"""Finds one of many: by a group, or by a search in characters, pinyin or English. The list follows each key."""

from dataclasses import replace
from functools import partial

from kiosk.pages.kinds import BrowsePage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice
from kiosk.pages.search_entries import CatalogueEntry, Unfound
from kiosk.pages.ui import Changed, WentBack
from languages.registry import LOCALES
from screens.frame import Frame, Pager
from screens.keyboard.board import Keyboard
from screens.layout import Button, CardBox, Column, Gap, Grid, Holder, Icon, Part, Row, Scroller, TextPart
from screens.page_context import PageContext
from screens.theme import MARGIN, Colour
from screens.widgets import chip, wide_choice

_MOST = 24  # characters
_ROWS, _LARGE_ROWS = 10, 5  # results: who does not see it among the first types on
_FEW = 4  # results
_LISTED = 60  # entries of a group, and as many more each time
_GROUPS = 125.0  # mm: no higher do the groups stand over the list
_AROUND = 76.0  # mm: title, buttons and the air around the body
_BESIDE = 5.0  # mm: what stands beside the groups where they are moved


def draw(page: BrowsePage, context: PageContext) -> Part:
    browser = _Browser(page, context)
    return Frame(context, page, browser.body, beside=[browser.pager], on_back=browser.go_back, begin=browser.scroller)


class _Browser:
    """The chosen group and what is typed, and the parts that show them."""

    def __init__(self, page: BrowsePage, context: PageContext) -> None:
        self.page, self.context, self.theme = page, context, context.theme
        self.grouping, self.group, self.listed = page.grouping, page.group, _LISTED
        self.text, self.letters = page.typed, ""  # typed, and the letters whose characters are not chosen yet
        self.entries = {entry.key: entry for entry in (*page.entries, *page.further)}
        self.rows: dict[str, Button] = {}
        self.first: list[Part] = []
        self.shown: list[Part] = []
        self.ways = [wide_choice(self.theme, way, partial(self._leave_by, way.key)) for way in page.ways]
        self.typed = TextPart(self.theme, "", bold=True)
        self.tabs, self.chips, self.results = Holder(self.theme), Holder(self.theme), Holder(self.theme)
        self.groups = Scroller(self.theme, self.chips, most=self.theme.mm(_GROUPS))
        self.top = Holder(self.theme)
        self.by_group = Column(self.theme, [self.tabs, self.groups], grow=[self.groups])
        self.scroller = Scroller(self.theme, self.results)
        self.pager = Pager(self.theme)
        self.pager.follow(self.scroller)
        self._fill_choices()
        self.body = self._body()
        self._show_query()

    @property
    def query(self) -> str:
        return f"{self.text}{self.letters}".strip()

    def go_back(self) -> None:
        in_vain = self.query and not self._find(self.query)
        self.context.reply(WentBack(Unfound(self.query) if in_vain else None))

    def _body(self) -> Part:
        theme, keypad = self.theme, self._keypad()
        self.top.hold(self.by_group)
        self.stacked = self.context.portrait or self._is_low(keypad)
        if not self.stacked:
            side = Column(theme, [self.top, keypad], grow=[self.top])
            return Row(theme, [side, self.scroller], gap=theme.mm(9), grow=[side, self.scroller])
        self.above = Column(theme, [self.top, self.scroller], grow=[self.scroller])
        if self.context.portrait:
            return Column(theme, [self.above, keypad], grow=[self.above])
        return Row(theme, [keypad, self.above], gap=theme.mm(9), grow=[keypad, self.above])

    def _is_low(self, keypad: Part) -> bool:
        """Returns whether there is no room for the groups above the keys, beside the list."""
        side = (self.context.width - 2 * self.theme.mm(MARGIN)) / 2
        least = self.top.least_at(side) + keypad.least_at(side)
        return least > self.context.height - self.theme.mm(_AROUND)

    def _keypad(self) -> Part:
        theme = self.theme
        field = Row(theme, [Icon(theme, "search", theme.mm(10), Colour.MUTED), self.typed], grow=[self.typed])
        box = CardBox(theme, field, edge=Colour.LINE, pad=theme.mm(4))
        self.keyboard = Keyboard(theme, self._type, self._erase, self._clear, on_composing=self._compose)
        return Column(theme, [box, self.keyboard], gap=theme.mm(2))

    def _row(self, entry: CatalogueEntry) -> Button:
        """Returns the row, drawn when it is first shown."""
        if entry.key not in self.rows:
            choice = Choice(entry.key, entry.label, entry.plain or entry.hint, entry.icon)
            self.rows[entry.key] = wide_choice(self.theme, choice, partial(self.context.answer, entry.key))
        return self.rows[entry.key]

    def _fill(self) -> None:
        self._show_query()
        entered = replace(self.page, typed=self.text, grouping=self.grouping, group=self.group)
        self.context.reply(Changed(entered))

    def _show_query(self) -> None:
        query = self.query
        self.typed.set(query or _("Say it in your own words"), Colour.INK if query else Colour.MUTED)
        self.scroller.offset = 0.0
        self._show(self._results(query) if query else self._list(), groups=not query)

    def _show(self, rows: list[Part], *, groups: bool) -> None:
        """Shows the rows. Those that are there already are not laid out again: that takes longer than the search."""
        regrouped = self._swap_groups(groups)
        if rows != self.shown:
            self.shown = rows
            self.results.size = (0, 0)  # it is placed once, by what follows
            self.results.hold(Column(self.theme, rows, gap=self.theme.mm(3)))
        elif not regrouped:
            self.scroller.move_to(0.0)
            return
        if regrouped and self.above.is_placed:
            self.above.place(*self.above.pos, *self.above.size)
        else:
            self.scroller.refresh()

    def _results(self, query: str) -> list[Part]:
        rows: list[Part] = [self._row(entry) for entry in self._find(query)]
        return [*rows, *self._otherwise(len(rows))]

    def _find(self, query: str) -> list[CatalogueEntry]:
        most = _LARGE_ROWS if self.theme.mode.large_text else _ROWS
        keys = self.page.index.search(query, in_letters=LOCALES[language()].types_letters)
        return [self.entries[key] for key in keys if key in self.entries][:most]

    def _list(self) -> list[Part]:
        """Returns the entries of the group; of very many only the first, and the others when asked for."""
        entries = [entry for entry in self.page.entries if not self.group or self.group in entry.groups]
        rows: list[Part] = []
        if not self.group and any(entry.is_common for entry in entries):
            rows += self._first()
            entries = [entry for entry in entries if not (entry.is_common or entry.is_event)]
        rows += [self._row(entry) for entry in entries[: self.listed]]
        if len(entries) > self.listed:
            rows.append(wide_choice(self.theme, Choice("more", _("Show more"), icon="plus"), self._list_more))
        return rows

    def _first(self) -> list[Part]:
        """Returns what is dealt with at once, and what most come for, as tiles with how many wait for it; these come
        first where large text leaves room for few."""
        theme, large = self.theme, self.theme.mode.large_text
        if not self.first:
            events = [self._event(entry) for entry in self.page.entries if entry.is_event]
            tiles = [self._tile(entry) for entry in self.page.entries if entry.is_common]
            common: list[Part] = [Grid(theme, tiles, 1 if large else 2, gap=theme.mm(3))]
            together: list[Part] = []
            if events:
                together.append(TextPart(theme, _("Several matters with one form"), colour=Colour.DEEP, bold=True))
                together.append(self._lowest(Grid(theme, events, 0, gap=theme.mm(3))))
            self.first += [*common, *together] if large else [*together, *common]
        return self.first

    def _event(self, entry: CatalogueEntry) -> Button:
        tap = partial(self.context.answer, entry.key)
        return chip(self.theme, entry.label, tap, key=entry.key, icon=entry.icon)

    def _tile(self, entry: CatalogueEntry) -> Button:
        words = "\n".join(filter(None, (entry.plain or entry.hint, entry.waiting)))
        choice = Choice(entry.key, entry.label, words, entry.icon)
        return wide_choice(self.theme, choice, partial(self.context.answer, entry.key))

    def _list_more(self) -> None:
        self.listed += _LISTED
        self._show(self._list(), groups=True)

    def _otherwise(self, results: int) -> list[Part]:
        """Returns what else one can do: under many results, one line; under few or in place of them, all there is."""
        if results >= _FEW:
            return [*self.ways[:1]]
        words = _("Not what you are looking for?")
        if not results:
            words = _("Nothing found for “{words}”. Say it in other words, or:").format(words=self.query)
        return [TextPart(self.theme, words), *self.ways]

    def _swap_groups(self, shown: bool) -> bool:
        """Puts the results, while one types, in the groups' place, where those stand above them. Returns whether that
        has changed."""
        if not self.stacked or (self.top.part is self.by_group) == shown:
            return False
        if self.top.part:
            self.top.remove_widget(self.top.part)
        self.top.part = self.by_group if shown else Gap(self.theme)
        self.top.add_widget(self.top.part)
        return True

    def _fill_choices(self) -> None:
        theme = self.theme
        tabs = [
            chip(theme, g.label, partial(self._divide, at), key=f"by_{at}", chosen=at == self.grouping)
            for at, g in enumerate(self.page.groupings)
        ]
        groups = self.page.groupings[self.grouping].groups if self.page.groupings else ()
        if not any(group.icon for group in groups):  # else the tab above shows all again
            groups = (Choice("", _("All")), *groups)
        chips = [
            chip(
                theme,
                g.label,
                partial(self._choose, g.key),
                key=f"group_{g.key}",
                chosen=g.key == self.group,
                icon=g.icon,
            )
            for g in groups
        ]
        if len(tabs) > 1:
            self.tabs.hold(Row(theme, tabs, gap=theme.mm(3), grow=tabs))
        self.chips.hold(self._lowest(Grid(theme, chips, 0, gap=theme.mm(3))))
        self.groups.refresh()

    def _lowest(self, grid: Grid) -> Grid:
        """Returns the grid with the number of columns that makes it lowest: long labels need few."""
        most = 4 if len(grid.parts) > 6 else 3
        width = (self.context.width - 2 * self.theme.mm(MARGIN)) / (1 if self.context.portrait else 2)

        def height(columns: int) -> float:
            grid.columns = columns
            return grid.height_at(width - self.theme.mm(_BESIDE))

        grid.columns = min(range(2, most + 1), key=height)
        return grid

    def _divide(self, at: int) -> None:
        self.grouping, self.group, self.listed = at, "", _LISTED
        self._fill_choices()
        self._fill()

    def _choose(self, group: str) -> None:
        """Shows a group, without a search."""
        self.text = self.letters = ""
        self.keyboard.clear()
        self.group, self.listed = group, _LISTED
        self._fill_choices()
        self._fill()

    def _type(self, text: str) -> None:
        self.text, self.letters = (self.text + text)[:_MOST], ""
        self._search()

    def _compose(self, letters: str) -> None:
        letters = letters.replace(" ", "")  # the engine parts syllables, and any other word too
        if letters != self.letters:
            self.letters = letters
            self._search()

    def _search(self) -> None:
        """Searches among all groups."""
        if self.group:
            self.group = ""
            self._fill_choices()
        self._fill()

    def _erase(self) -> None:
        self.text = self.text[:-1]
        self._fill()

    def _clear(self) -> None:
        self.text = ""
        self._fill()

    def _leave_by(self, way: str) -> None:
        self.context.answer(Unfound(self.query, way))

"""The list of a form's fields, each to be opened."""

from collections.abc import Callable, Iterable
from functools import partial

from kiosk.pages.page_parts import FilledField
from screens.draw.form_row import FormRow
from screens.editors.entries import Entries
from screens.layout import Column, Holder, Scroller
from screens.theme import ScreenTheme


class FormList:
    """A row for each field that is asked now. `part` is what is drawn."""

    def __init__(self, theme: ScreenTheme, fields: Iterable[FilledField], on_open: Callable[[str], None]) -> None:
        self._theme = theme
        self._rows = {f.field.key: FormRow(theme, f, partial(on_open, f.field.key)) for f in fields}
        self._keys: tuple[str, ...] = ()
        self._column = Holder(theme)
        self.part = Scroller(theme, self._column)

    def show(self, entries: Entries, active: str) -> None:
        """Shows the fields that are asked now; which they are may hang on other answers."""
        keys = tuple(f.field.key for f in entries.asked())
        for key in keys:
            self._rows[key].show(entries.answers.get(key, ""), entries.problem(key), active=key == active)
        if keys != self._keys:
            self._keys = keys
            self._column.hold(Column(self._theme, [self._rows[key] for key in keys], gap=self._theme.mm(2.5)))
            self.part.refresh()

    def reveal(self, key: str) -> None:
        self.part.reveal(self._rows[key])

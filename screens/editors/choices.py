"""Fields that are filled by choosing."""

from collections.abc import Callable
from functools import partial

from contract.forms import Answer
from kiosk.pages.kinds import Choice, FormField
from kiosk.pages.language import _
from screens.layout import Grid, Holder, Part, Scroller
from screens.page_context import Sheet
from screens.widgets import option

Change = Callable[[Answer], None]


def one_choice(field: FormField, answer: Answer, change: Change, sheet: Sheet) -> Part:
    """One of the options."""
    return _Options(field.options, {answer} if isinstance(answer, str) else set(), change, sheet, several=False)


def choices(field: FormField, answer: Answer, change: Change, sheet: Sheet) -> Part:
    """Any of the options."""
    return _Options(field.options, set(answer) if not isinstance(answer, str) else set(), change, sheet, several=True)


def yes_no(field: FormField, answer: Answer, change: Change, sheet: Sheet) -> Part:
    """Yes or no."""
    options = (Choice("yes", _("Yes")), Choice("no", _("No")))
    return _Options(options, {answer} if isinstance(answer, str) else set(), change, sheet, several=False)


class _Options(Holder):
    def __init__(
        self, options: tuple[Choice, ...], chosen: set[str], change: Change, sheet: Sheet, *, several: bool
    ) -> None:
        super().__init__(sheet.theme)
        self._options, self._chosen, self._change, self._several = options, chosen, change, several
        self._columns = 2 if len(options) > 1 else 1
        self._grid = Holder(sheet.theme)
        self._fill()
        self.hold(Scroller(sheet.theme, self._grid))

    def wipe(self) -> None:
        self._chosen = set()
        super().wipe()

    def _fill(self) -> None:
        buttons = [
            option(self.theme, o, partial(self._tap, o.key), chosen=o.key in self._chosen, several=self._several)
            for o in self._options
        ]
        self._grid.hold(Grid(self.theme, buttons, self._columns, gap=self.theme.mm(3), highest=self.theme.mm(32)))

    def _tap(self, key: str) -> None:
        if self._several:
            self._chosen ^= {key}
            self._change(tuple(o.key for o in self._options if o.key in self._chosen))
        else:
            self._chosen = {key}
            self._change(key)
        self._fill()

"""Fields that are filled by choosing."""

from collections.abc import Callable
from functools import partial

from contract.field_kinds import get_kind
from contract.field_kinds.inputs import OptionButtons
from contract.forms import Answer, Field
from kiosk.pages.language import language
from kiosk.pages.page_parts import Choice, FilledField
from screens.layout import Grid, Holder, Part, Scroller
from screens.page_context import PageContext
from screens.theme import Type
from screens.widgets import option

_FEW = 6  # options
_HIGHEST, _HIGHEST_OF_FEW = 38.0, 78.0  # mm
Change = Callable[[Answer], None]


def option_buttons(
    buttons: OptionButtons, field: FilledField, answer: Answer, change: Change, context: PageContext, *, large: bool
) -> Part:
    """Returns buttons for one of the options, or several. `large`: one below the other, where they are few."""
    chosen = {answer} if isinstance(answer, str) else set(answer)
    options = field.options or _options(field.field)
    columns = 1 if len(options) < 2 or (large and len(options) <= _FEW) else 2
    return _Options(options, chosen, change, context, columns, several=buttons.several)


def _options(field: Field) -> tuple[Choice, ...]:
    options = get_kind(field.kind).options(field)
    return tuple(Choice(option.value, option.label.in_locale(language())) for option in options)


class _Options(Holder):
    def __init__(
        self,
        options: tuple[Choice, ...],
        chosen: set[str],
        change: Change,
        context: PageContext,
        columns: int,
        *,
        several: bool,
    ) -> None:
        super().__init__(context.theme)
        self._options, self._chosen, self._change, self._several = options, chosen, change, several
        self._columns = columns
        self._is_large = columns == 1 and len(options) <= _FEW
        self._grid = Holder(context.theme)
        self._fill()
        self.hold(Scroller(context.theme, self._grid))

    def wipe(self) -> None:
        self._chosen = set()
        super().wipe()

    def _fill(self) -> None:
        theme, size = self.theme, Type.HEADING if self._is_large else Type.BODY
        highest = theme.mm(_HIGHEST_OF_FEW if self._is_large else _HIGHEST)
        buttons = [
            option(theme, o, partial(self._tap, o.key), chosen=o.key in self._chosen, several=self._several, size=size)
            for o in self._options
        ]
        self._grid.hold(Grid(theme, buttons, self._columns, gap=theme.mm(3), highest=highest))

    def _tap(self, key: str) -> None:
        if self._several:
            self._chosen ^= {key}
        else:
            self._chosen = {key}
        self._fill()
        self._change(tuple(o.key for o in self._options if o.key in self._chosen) if self._several else key)

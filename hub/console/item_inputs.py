"""The parts of an item as inputs of a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.text import Text
from hub.catalogue.item_json import Content
from hub.catalogue.parts import OWN, AnyPart, Choices, Choosing, Group, ItemPart, Label, PartKind, Rows, wording_of


@dataclass(frozen=True, slots=True)
class ChoiceView:
    code: str
    label: Label
    chosen: bool


@dataclass(frozen=True, slots=True)
class InputView:
    """One input; `value` is a Text where it is a wording."""

    part: ItemPart
    name: str
    value: Any
    choices: list[ChoiceView]
    problem: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """`title` is what a row says of itself, `place` where it stands in its list."""

    label: Label
    name: str
    inputs: list["AnyView"]
    title: str = ""
    place: int = 0
    mistaken: bool = False


@dataclass(frozen=True, slots=True)
class RowsView:
    label: Label
    one: Label
    name: str
    rows: list[GroupView]
    problem: str


AnyView = InputView | GroupView | RowsView


class ItemInputs:
    """Of one draft: what is wrong stands beside the input, and what is published keeps its code."""

    def __init__(self, content: Content, problems: Mapping[str, str], published: bool) -> None:
        self._content, self._problems, self._published = content, problems, published
        self._choices = Choices()
        self._language = get_language() or ""

    def list_views(self, parts: tuple[AnyPart, ...]) -> list[AnyView]:
        return [self._view(part, self._content[part.name], part.name, Choosing(self._content, {}, 0)) for part in parts]

    def row_view(self, part: Rows, rows: list[Any], path: str, place: int) -> GroupView:
        return self._row(part, rows[place], path, place)

    def rows_view(self, part: Rows, rows: list[Any], path: str) -> RowsView:
        views = [self._row(part, row, path, place) for place, row in enumerate(rows)]
        return RowsView(part.label, part.row.label, path, views, self._problems.get(path, ""))

    def _view(self, part: AnyPart, value: Any, path: str, choosing: Choosing) -> AnyView:
        match part:
            case Rows():
                return self.rows_view(part, value, path)
            case Group():
                inputs = [
                    self._view(inner, value[inner.name], f"{path}.{inner.name}", choosing) for inner in part.parts
                ]
                return GroupView(part.label, path, inputs)
        return self._input(part, value, path, choosing)

    def _input(self, part: ItemPart, value: Any, path: str, choosing: Choosing) -> InputView:
        shown = Text(value or {}) if part.kind is PartKind.WORDING else "" if value is None else value
        fixed = part.fixed and self._published
        choices = list(self._list_choices(part, value, choosing))
        return InputView(part, path, shown, choices, self._problems.get(path, ""), fixed)

    def _list_choices(self, part: ItemPart, value: Any, choosing: Choosing) -> Iterator[ChoiceView]:
        """Yields the choices; one that was chosen and is not there any more stays among them, and chosen."""
        if part.choices is None:
            return
        offered = self._choices.list_for(part, choosing)
        chosen = value if isinstance(value, list) else [OWN if value is None and part.fresh == "" else value or ""]
        yield from (ChoiceView(code, label, code in chosen) for code, label in offered)
        for code in chosen:
            if code and code not in dict(offered):
                words = code if part.open else _("not there any more: %(what)s") % {"what": code}
                yield ChoiceView(code, words, True)

    def _row(self, part: Rows, row: Any, path: str, place: int) -> GroupView:
        here, choosing = f"{path}.{place}", Choosing(self._content, {} if part.bare else row, place)
        mistaken = any(problem == here or problem.startswith(f"{here}.") for problem in self._problems)
        if part.bare:
            views: list[AnyView] = [self._view(part.row.parts[0], row, here, choosing)]
            return GroupView(part.row.label, here, views, wording_of(row, self._language), place, mistaken)
        views = [self._view(inner, row[inner.name], f"{here}.{inner.name}", choosing) for inner in part.row.parts]
        title = next(filter(None, (wording_of(row[inner.name], self._language) for inner in part.row.parts)), "")
        return GroupView(part.row.label, here, views, title, place, mistaken)

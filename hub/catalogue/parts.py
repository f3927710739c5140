"""The parts of an item as a form edits them: what each is called, how it is kept as JSON, how a form sends it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from contract.text import Text
from hub.core.text_input import read_wordings
from languages.registry import LOCALES

Label = str | Promise
Choice = tuple[str, Label]
OWN = "-"  # how a form sends a choice that the item's JSON keeps as null
MOST_ROWS = 60  # of one list in a form
_NUMBER = re.compile("-?[0-9]{1,11}")


class PartKind(StrEnum):
    WORDING = "wording"  # {tag: wording}
    LINE = "line"
    NUMBER = "number"  # a whole one
    DECIMAL = "decimal"  # kept as text
    FLAG = "flag"
    TERNARY = "ternary"  # yes, no or not said
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class ItemPart:
    """One value. `empty` is what stands for none, `fresh` what it is in a new row. What was typed and is no number
    stays as it was typed, and `hub.catalogue.item_checks` says so."""

    name: str
    label: Label
    kind: PartKind
    required: bool = False
    longest: int = 0  # characters; of wordings, in the default locale
    choices: Callable[["Choosing"], list[Choice]] | None = None
    help: Label = ""
    empty: Any = None
    fresh: Any = None
    by_row: bool = False  # its choices depend on its row and the rows before it
    open: bool = False  # its value may be none of its choices
    fixed: bool = False  # once the item was published

    def normalise(self, value: Any) -> Any:
        """Returns the value to compare by: the order of what was chosen says nothing."""
        if value in (None, "", {}, []):
            return self.empty
        return sorted(value) if self.kind is PartKind.CHOICES else value

    def new(self) -> Any:
        return self.empty if self.fresh is None else self.fresh

    def read(self, sent: QueryDict, path: str) -> Any:
        match self.kind:
            case PartKind.WORDING:
                return self.normalise({tag: _storable(text) for tag, text in read_wordings(sent, path).root.items()})
            case PartKind.FLAG:
                return path in sent
            case PartKind.CHOICES:
                return self.normalise(list(map(_storable, sent.getlist(path))))
            case PartKind.TERNARY:
                return {"yes": True, "no": False}.get(sent.get(path, ""))
        return self._read_line(_storable(sent.get(path, "").strip()))

    def _read_line(self, typed: str) -> Any:
        if self.kind is PartKind.NUMBER and _NUMBER.fullmatch(typed):
            return int(typed)
        if self.kind is PartKind.CHOICE and self.fresh == "":  # nothing chosen is not the same as null
            return None if typed == OWN else typed
        return self.normalise(typed)


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the choices of a part depend on: the whole of the item, the row it stands in, and that row's place."""

    content: Mapping[str, Any]
    row: Mapping[str, Any]
    place: int


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one name."""

    name: str
    label: Label
    parts: tuple["AnyPart", ...]

    def normalise(self, value: Any) -> dict[str, Any]:
        return normalise_parts(self.parts, value if isinstance(value, Mapping) else {})

    def new(self) -> dict[str, Any]:
        return {part.name: part.new() for part in self.parts}

    def read(self, sent: QueryDict, path: str) -> dict[str, Any]:
        return read_parts(self.parts, sent, f"{path}.")


@dataclass(frozen=True, slots=True)
class Rows:
    """A list. `bare`: a row is the value of its one part, and no object."""

    name: str
    label: Label
    row: Group
    bare: bool = False

    def normalise(self, value: Any) -> list[Any]:
        rows = value if isinstance(value, list | tuple) else []
        return (
            [self.row.parts[0].normalise(row) for row in rows]
            if self.bare
            else [self.row.normalise(row) for row in rows]
        )

    def new(self) -> list[Any]:
        return []

    def new_row(self) -> Any:
        return self.row.parts[0].new() if self.bare else self.row.new()

    def read(self, sent: QueryDict, path: str) -> list[Any]:
        """Returns the rows. Each sends `path.0.row`, so that one in which nothing is filled in is there too."""
        numbers = [number for number in range(MOST_ROWS) if f"{path}.{number}.row" in sent]
        if self.bare:
            return [self.row.parts[0].read(sent, f"{path}.{number}") for number in numbers]
        return [self.row.read(sent, f"{path}.{number}") for number in numbers]


AnyPart = ItemPart | Group | Rows


def _storable(text: str) -> str:
    """Returns it without NUL, which PostgreSQL does not keep."""
    return text.replace("\0", "")


def normalise_parts(parts: tuple[AnyPart, ...], value: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parts of an item's JSON, each there and none in two ways."""
    return {part.name: part.normalise(value.get(part.name)) for part in parts}


def read_parts(parts: tuple[AnyPart, ...], sent: QueryDict, at: str = "") -> dict[str, Any]:
    """Returns what a form sent; `at` begins the names of its inputs."""
    return {part.name: part.read(sent, f"{at}{part.name}") for part in parts}


def list_values(
    part: AnyPart, value: Any, path: str, choosing: Choosing
) -> Iterator[tuple[ItemPart, Any, str, Choosing]]:
    """Returns each single value below a part, where it stands (`papers.0.name`) and what its choices depend on."""
    match part:
        case ItemPart():
            yield part, value, path, choosing
        case Group():
            for inner in part.parts:
                yield from list_values(inner, value[inner.name], f"{path}.{inner.name}", choosing)
        case Rows():
            for place, row in enumerate(value):
                here = Choosing(choosing.content, {} if part.bare else row, place)
                inner = part.row.parts[0] if part.bare else part.row
                yield from list_values(inner, row, f"{path}.{place}", here)


class Choices:
    """The choices of parts, each read once, but for those that depend on their row."""

    def __init__(self) -> None:
        self._read: dict[Any, list[Choice]] = {}

    def list_for(self, part: ItemPart, choosing: Choosing) -> list[Choice]:
        if part.choices is None:
            return []
        if part.by_row:
            return part.choices(choosing)
        if part.choices not in self._read:
            self._read[part.choices] = part.choices(choosing)
        return self._read[part.choices]


def change_rows(part: Rows, rows: list[Any], do: str, place: int) -> list[Any]:
    """Returns the list after a button was pressed: `add`, or `remove`, `up`, `down` at a place."""
    if do == "add":
        return [*rows, part.new_row()][:MOST_ROWS]
    if not 0 <= place < len(rows):
        return rows
    rest = [*rows[:place], *rows[place + 1 :]]
    to = {"up": max(place - 1, 0), "down": min(place + 1, len(rest))}.get(do)
    return rest if to is None else [*rest[:to], rows[place], *rest[to:]]


def wording_of(value: Any, tag: str) -> str:
    """Returns a wording of the JSON in that language, or the next that there is."""
    return Text(dict(value)).in_locale(tag) if isinstance(value, Mapping) and value.keys() <= LOCALES.keys() else ""

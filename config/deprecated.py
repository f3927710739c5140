"""Old names that are still taken: a key that moved, and a value that is written differently now."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Deprecated:
    """A key that has a successor, in the body of its section: `old_name = Deprecated("section.new_name")`."""

    successor: str


@dataclass(frozen=True, slots=True)
class DeprecatedValues:
    """In a field's annotation: `find_successor` returns how a value is written now, or None for one that is unknown."""

    find_successor: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Replacement:
    """A value under an old name, and its new name. `ignored`: the new name stood there too, and counts."""

    old: str
    new: str
    ignored: bool = False

    def __str__(self) -> str:
        return f"{self.old} is deprecated: " + (
            f"{self.new} stands there too and counts" if self.ignored else f"write {self.new}"
        )


def update_deprecated(tables: dict[str, Any], model: type[BaseModel]) -> tuple[Replacement, ...]:
    """Replaces the old names in the tables of a file in place. What is not shaped as a table is left to the loader."""
    sections = {name: field.annotation for name, field in model.model_fields.items()}
    replaced: list[Replacement] = []
    for name, section in sections.items():
        if isinstance(tables.get(name), dict) and isinstance(section, type) and issubclass(section, BaseModel):
            replaced += _update_keys(tables, name, section)
    for name, section in sections.items():
        if isinstance(tables.get(name), dict) and isinstance(section, type) and issubclass(section, BaseModel):
            replaced += _update_values(tables[name], name, section)
    return tuple(replaced)


def _update_keys(tables: dict[str, Any], name: str, section: type[BaseModel]) -> Iterator[Replacement]:
    for key, mark in vars(section).items():
        if not isinstance(mark, Deprecated) or key not in tables[name]:
            continue
        value = tables[name].pop(key)
        target, _, successor = mark.successor.rpartition(".")
        table = tables.setdefault(target, {})
        if isinstance(table, dict):
            ignored = successor in table
            table.setdefault(successor, value)
            yield Replacement(f"{name}.{key}", mark.successor, ignored)


def _update_values(table: dict[str, Any], name: str, section: type[BaseModel]) -> Iterator[Replacement]:
    for key, field in section.model_fields.items():
        value = table.get(key)
        for mark in field.metadata:
            if isinstance(mark, DeprecatedValues) and isinstance(value, str):
                successor = mark.find_successor(value)
                if successor not in (None, value):
                    table[key] = successor
                    yield Replacement(f"{name}.{key} = {value!r}", f"{successor!r}")

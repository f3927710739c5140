"""Two states of an item, compared field by field, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.catalogue.item_json import Content
from hub.catalogue.item_parts import all_parts
from hub.catalogue.parts import OWN, AnyPart, Choices, Choosing, Group, ItemPart, PartKind, Rows, wording_of
from hub.core.wording import list_words
from languages.registry import LOCALES

_NAMED_BY = ("key", "value", "question")  # of a row; else its first wording


@dataclass(frozen=True, slots=True)
class Difference:
    """`name`: the part of the item at the top that differs."""

    name: str
    place: str
    before: str
    after: str


def list_differences(before: Content, after: Content) -> list[Difference]:
    comparing = _Comparison(before, after)
    return [
        Difference(part.name, place, old, new)
        for part in all_parts()
        for place, old, new in comparing.compare(part, before[part.name], after[part.name], "")
    ]


Found = Iterator[tuple[str, str, str]]


class _Comparison:
    def __init__(self, before: Content, after: Content) -> None:
        self._contents = before, after
        self._choices = Choices()
        self._language = get_language() or ""

    def compare(self, part: AnyPart, old: Any, new: Any, at: str, rows: tuple[Any, Any] = ({}, {})) -> Found:
        if old == new:
            return
        match part:
            case ItemPart():
                yield from self._values(part, old, new, at, rows)
            case Group():
                for inner in part.parts:
                    place = _join(at, part.label if at == "" and part.name != "form" else "")
                    yield from self.compare(inner, old[inner.name], new[inner.name], place, (old, new))
            case Rows():
                yield from self._rows(part, old, new, _join(at, part.label))

    def _values(self, part: ItemPart, old: Any, new: Any, at: str, rows: tuple[Any, Any]) -> Found:
        if part.kind is PartKind.WORDING:
            old, new = old or {}, new or {}
            tags = [tag for tag in LOCALES if old.get(tag) != new.get(tag)]
            for tag in tags:
                name = "" if tags[0] == tag and len(tags) == 1 and tag == next(iter(LOCALES)) else LOCALES[tag].name
                place = _("%(what)s (%(which)s)") % {"what": part.label, "which": name} if name else str(part.label)
                yield _join(at, place), old.get(tag) or "—", new.get(tag) or "—"
            return
        yield _join(at, part.label), self._words(part, old, rows[0], 0), self._words(part, new, rows[1], 1)

    def _words(self, part: ItemPart, value: Any, row: Mapping[str, Any], side: int) -> str:
        if part.kind in (PartKind.FLAG, PartKind.TERNARY):
            return "—" if value is None else _("yes") if value else _("no")
        if part.choices is not None:
            return self._choice_words(part, value, row, side)
        return "—" if value in (None, "") else str(value)

    def _choice_words(self, part: ItemPart, value: Any, row: Mapping[str, Any], side: int) -> str:
        content = self._contents[side]
        names = dict(self._choices.list_for(part, Choosing(content, row, _place_of(content, row))))
        chosen = value if isinstance(value, list) else [value or (OWN if OWN in names and value is None else "")]
        return list_words(str(names.get(code, code)) for code in chosen if code) or "—"

    def _rows(self, part: Rows, old: list[Any], new: list[Any], at: str) -> Found:
        before, after = self._named(part, old), self._named(part, new)
        for name in before.keys() - after.keys():
            yield _join(at, self._title(part, before[name])), self._row_words(part, before[name]), _("taken away")
        for name, row in after.items():
            if name not in before:
                yield _join(at, self._title(part, row)), _("new"), self._row_words(part, row)
            elif not part.bare:
                for inner in part.row.parts:
                    place = _join(at, self._title(part, row))
                    sides = before[name], row
                    yield from self.compare(inner, before[name][inner.name], row[inner.name], place, sides)
        shared = [name for name in before if name in after]
        if shared != [name for name in after if name in before]:
            yield _join(at, _("order")), self._order(part, before), self._order(part, after)

    def _order(self, part: Rows, rows: Mapping[str, Any]) -> str:
        return list_words(self._title(part, row) for row in rows.values())

    def _named(self, part: Rows, rows: list[Any]) -> dict[str, Any]:
        """Returns the rows by what they go by; two of one name are told apart by their number."""
        named: dict[str, Any] = {}
        for row in rows:
            name = self._name(part, row)
            while name in named:
                name += "'"
            named[name] = row
        return named

    def _name(self, part: Rows, row: Any) -> str:
        keys = [] if part.bare else [str(row[key]) for key in _NAMED_BY if row.get(key)]
        return keys[0] if keys else self._title(part, row)

    def _title(self, part: Rows, row: Any) -> str:
        """Returns the row's first wording, or what it goes by."""
        if part.bare:
            return wording_of(row, self._language)
        words = [wording_of(row[inner.name], self._language) for inner in part.row.parts]
        return next(filter(None, words), str(part.row.label))

    def _row_words(self, part: Rows, row: Any) -> str:
        return self._title(part, row) or "—"


def _place_of(content: Content, row: Mapping[str, Any]) -> int:
    fields = content["form"]["fields"]
    return fields.index(row) if row in fields else len(fields)


def _join(at: str, label: Any) -> str:
    return " · ".join(part for part in (at, str(label)) if part)

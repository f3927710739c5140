"""One of the field's options, by its value."""

import re
from collections.abc import Iterator
from datetime import date

from contract.field_kinds.base import OneOption
from contract.fields import Answer, Field, Option
from contract.text import text

_BY_AGE = re.compile(r"([a-z][a-z0-9_]*):(\d{1,3})-(\d{1,3})")


class _Choice(OneOption):
    name = text("One of several")
    has_options = True

    def options(self, field: Field) -> tuple[Option, ...]:
        return field.options

    def default(self, field: Field, today: date, age: int | None = None) -> str:
        """Returns the value that the field names, or the one for this age: `student:0-17 adult:18-150`."""
        if ":" not in field.default:
            return field.default
        fits = (value for value, least, most in _by_age(field) if age is not None and least <= age <= most)
        return next(fits, "")

    def list_defaults(self, field: Field, today: date) -> tuple[Answer, ...]:
        if ":" not in field.default:
            return (field.default,)
        parted = tuple(value for value, _least, _most in _by_age(field))
        return parted if len(parted) == len(field.default.split()) else ("",)

    def parse_fact(self, field: Field, fact: str) -> str:
        """Returns the option of that value or label."""
        named = ((option.value, (option.value, *option.label.root.values())) for option in field.options)
        return next((value for value, names in named if fact in names), "")


def _by_age(field: Field) -> Iterator[tuple[str, int, int]]:
    """Yields each value with the ages for which it is the usual answer."""
    for part in field.default.split():
        if named := _BY_AGE.fullmatch(part):
            yield named[1], int(named[2]), int(named[3])


KIND = _Choice()

"""One of the field's options, by its value."""

from contract.field_kinds.base import OneOption
from contract.fields import Field, Option
from contract.text import text


class _Choice(OneOption):
    name = text("One of several")
    has_options = True

    def options(self, field: Field) -> tuple[Option, ...]:
        return field.options

    def parse_fact(self, field: Field, fact: str) -> str:
        """Returns the option of that value or label."""
        named = ((option.value, (option.value, *option.label.root.values())) for option in field.options)
        return next((value for value, names in named if fact in names), "")


KIND = _Choice()

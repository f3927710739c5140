"""A rating in five grades, by its name: "very_good" to "very_bad"."""

from datetime import date

from contract.field_kinds.base import OneOption
from contract.fields import Field, Option
from contract.text import text

_OPTIONS = (
    Option(value="very_good", label=text("★★★★★ Very good")),
    Option(value="good", label=text("★★★★ Good")),
    Option(value="fair", label=text("★★★ Fair")),
    Option(value="bad", label=text("★★ Bad")),
    Option(value="very_bad", label=text("★ Very bad")),
)


class _Rating(OneOption):
    name = text("Rating")

    def sample(self, field: Field, today: date) -> str:
        return "good"

    def options(self, field: Field) -> tuple[Option, ...]:
        return _OPTIONS


KIND = _Rating()

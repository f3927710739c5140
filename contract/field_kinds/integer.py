"""A whole number: "3"."""

import re
from datetime import date
from decimal import Decimal
from math import ceil

from contract.field_kinds.base import Mistake, ValueKind
from contract.field_kinds.inputs import HtmlInput, NumberPad
from contract.field_kinds.numeric import check_bounds, clamp
from contract.fields import Field
from contract.numbers import mask_text, tidy_number
from contract.text import Text, text

_INTEGER = re.compile(r"-?[0-9]{1,12}")
_THIS_YEAR = "year"


class _Integer(ValueKind):
    name = text("Whole number")
    editor = NumberPad(longest=9)
    html = HtmlInput(inputmode="numeric")

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        if not _INTEGER.fullmatch(value):
            return "integer", text('"{label}" must be a whole number, such as 3.', label=field.label)
        return check_bounds(field, Decimal(value), None)

    def tidy_value(self, value: str) -> str:
        return tidy_number(value)

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def default(self, field: Field, today: date, age: int | None = None) -> str:
        return str(today.year) if field.default == _THIS_YEAR else field.default

    def mask(self, field: Field, value: str) -> Text:
        return Text.plain(mask_text(value))

    def sample(self, field: Field, today: date) -> str:
        return str(ceil(clamp(field, Decimal(1))))


KIND = _Integer()

"""An amount in yuan, with at most two decimals: "1200.50"."""

import re
from datetime import date
from decimal import Decimal

from contract.field_kinds.base import Mistake, ValueKind
from contract.field_kinds.inputs import HtmlInput, NumberPad
from contract.field_kinds.numeric import check_bounds, clamp
from contract.fields import Field
from contract.numbers import mask_text, tidy_number
from contract.text import Text, text

_MONEY = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")


class _Money(ValueKind):
    name = text("Amount (yuan)")
    editor = NumberPad(longest=13, sign=".")
    html = HtmlInput(inputmode="decimal")

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        if not _MONEY.fullmatch(value):
            return "money", text('"{label}" must be an amount in yuan, such as 1200.50.', label=field.label)
        return check_bounds(field, Decimal(value), Decimal(0))

    def tidy_value(self, value: str) -> str:
        return tidy_number(value)

    def render(self, field: Field, value: str) -> Text:
        return text("{amount} yuan", amount=value) if _MONEY.fullmatch(value) else Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        return Text.plain(mask_text(value))

    def sample(self, field: Field, today: date) -> str:
        return f"{clamp(field, Decimal('1200.50')):.2f}"


KIND = _Money()

"""The number of a bank card: 12 to 19 digits that pass Luhn."""

import re
from datetime import date

from contract.field_kinds.base import Mistake, ValueKind
from contract.field_kinds.inputs import HtmlInput, NumberPad
from contract.fields import Field
from contract.numbers import is_luhn, mask_number, tidy_number
from contract.text import Text, text

_BANK_CARD = re.compile(r"[0-9]{12,19}")


class _BankCard(ValueKind):
    name = text("Bank card number")
    editor = NumberPad(longest=19)
    html = HtmlInput(inputmode="numeric")
    names_person = True

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        if _BANK_CARD.fullmatch(value) and is_luhn(value):
            return None
        return "bank_card", text(
            '"{label}" must be 12 to 19 digits; compare them one by one with the card.', label=field.label
        )

    def tidy_value(self, value: str) -> str:
        return tidy_number(value)

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        return Text.plain(mask_number(value, head=0, tail=4))

    def sample(self, field: Field, today: date) -> str:
        return "4111111111111111"


KIND = _BankCard()

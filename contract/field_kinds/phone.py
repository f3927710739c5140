"""A telephone number of the mainland: a mobile, or a fixed line with its area code."""

import re
from datetime import date

from contract.field_kinds.base import Mistake, ValueKind
from contract.field_kinds.inputs import HtmlInput, NumberPad
from contract.fields import Field
from contract.numbers import mask_phone, tidy_number
from contract.text import Text, text

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE = re.compile(rf"{_MOBILE.pattern}|0[1-9][0-9]{{1,2}}-?[2-8][0-9]{{6,7}}")


class _Phone(ValueKind):
    name = text("Telephone number")
    editor = NumberPad(longest=13, sign="-")
    html = HtmlInput(type="tel", inputmode="tel")
    names_person = True

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        if _PHONE.fullmatch(value):
            return None
        return "phone", text(
            '"{label}" must be a mobile number of 11 digits, or a fixed line with its area code, such as 010-62345678.',
            label=field.label,
        )

    def tidy_value(self, value: str) -> str:
        return tidy_number(value)

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def is_complete(self, value: str) -> bool:
        return bool(_MOBILE.fullmatch(value))

    def mask(self, field: Field, value: str) -> Text:
        return Text.plain(mask_phone(value))

    def sample(self, field: Field, today: date) -> str:
        return "13900000000"


KIND = _Phone()

"""One line of text: a name, an address."""

import re
from datetime import date

from contract.field_kinds import bank_card, identity_number, phone
from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.inputs import HtmlInput, KeyboardEditor
from contract.fields import Field
from contract.numbers import mask_name, mask_text
from contract.text import Text, text

_NAMES_OF_THINGS = ("bank_name",)
_NUMBERS: dict[str | None, ValueKind | None] = {  # masked as that kind
    "number": identity_number.KIND,
    "phone": phone.KIND,
    "bank_card": bank_card.KIND,
    "card_number": None,
    "disability_card": None,  # the ID number and two digits
}
_SAMPLE = "示例"
_DIGITS = "12345678901234567890"
_PATTERNED = ("11010519491231002X14", *(_DIGITS[:length] for length in range(1, len(_DIGITS) + 1)))  # tried in turn


class _Line(ValueKind):
    name = text("One line of text")
    editor = KeyboardEditor()
    html = HtmlInput()
    is_free = True

    def longest(self, field: Field) -> int:
        return field.max_length

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        return None if _fits(field, value) else ("pattern", _wrong_pattern(field))

    def tidy_value(self, value: str) -> str:
        return tidy_text(value)

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        if _is_name(field) or (field.masked and not any(map(str.isdecimal, value))):
            return Text.plain(mask_name(value))
        kind = _NUMBERS.get(field.fact) or _NUMBERS.get(field.key)
        return kind.mask(field, value) if kind else Text.plain(mask_text(value))

    def hides(self, field: Field) -> bool:
        return super().hides(field) or _is_name(field) or field.fact in _NUMBERS or field.key in _NUMBERS

    def sample(self, field: Field, today: date) -> str:
        """Returns an invented text; of patterns it meets only those of digits, and that of a disability card."""
        return next((value for value in _PATTERNED if _fits(field, value) and field.pattern), _SAMPLE)[
            : field.max_length
        ]


def _is_name(field: Field) -> bool:
    """Returns a person's name: by its fact, or as its key says (`agent_name`, `child_name`)."""
    by_key = field.key == "name" or (field.key.endswith("_name") and field.key not in _NAMES_OF_THINGS)
    return field.fact == "name" or (field.fact is None and by_key)


def _fits(field: Field, value: str) -> bool:
    return not field.pattern or re.fullmatch(field.pattern, value) is not None


def _wrong_pattern(field: Field) -> Text:
    if not field.help:
        return text('"{label}" is not in the form expected; please check it.', label=field.label)
    rule = Text({tag: sentence.rstrip(".。") for tag, sentence in field.help.root.items()})
    return text('"{label}" is not in the form expected; please check it: {help}.', label=field.label, help=rule)


KIND = _Line()

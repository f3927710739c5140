"""The number of an identity card: any that `contract.numbers` accepts. Its bounds are of the person's age."""

from datetime import date
from decimal import Decimal

from contract.field_kinds.base import Mistake, ValueKind
from contract.field_kinds.inputs import HtmlInput, NumberPad
from contract.field_kinds.numeric import clamp
from contract.fields import Field
from contract.numbers import (
    NumberError,
    NumberProblem,
    age,
    identity_check_digit,
    mask_number,
    read_identity_number,
    tidy_number,
)
from contract.text import Text, text

_SAMPLE_REGION, _SAMPLE_ORDER, _SAMPLE_AGE = "110101", "002", 46


class _Style:
    head = 3  # digits


def mask_id_numbers(mask: str) -> None:
    """Sets for this process how many digits of an ID number stand before and after its stars: "3+4", "6+4"."""
    _Style.head = int(mask.partition("+")[0])


class _IdentityNumber(ValueKind):
    name = text("ID number")
    editor = NumberPad(longest=18, sign="X", letters=True)
    html = HtmlInput()
    names_person = True

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        try:
            birth = read_identity_number(value, today).birth
        except NumberError as error:
            return error.problem.value, number_wording(field.label, error.problem)
        return _check_age(field, age(birth, today)) if birth else None

    def tidy_value(self, value: str) -> str:
        return tidy_number(value)

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        return Text.plain(mask_number(value, head=_Style.head))

    def is_complete(self, value: str) -> bool:
        return len(value) == self.editor.longest

    def sample(self, field: Field, today: date) -> str:
        years = int(clamp(field, Decimal(_SAMPLE_AGE)))
        first17 = f"{_SAMPLE_REGION}{today.year - years:04d}0101{_SAMPLE_ORDER}"
        return first17 + identity_check_digit(first17)


def _check_age(field: Field, years: int) -> Mistake | None:
    if field.minimum is not None and years < field.minimum:
        return "too_young", text(
            '"{label}" must belong to someone aged {years} or over.', label=field.label, years=field.minimum
        )
    if field.maximum is not None and years > field.maximum:
        return "too_old", text(
            '"{label}" must belong to someone aged {years} or under.', label=field.label, years=field.maximum
        )
    return None


def number_wording(label: Text, problem: NumberProblem) -> Text:
    """Returns why a number cannot be right, and what to do."""
    match problem:
        case NumberProblem.LENGTH:
            return text(
                '"{label}" has 18 characters, or 15 on a foreigner\'s card of 2017; check that none is missing.',
                label=label,
            )
        case NumberProblem.CHARACTERS:
            return text(
                '"{label}" has digits only, and perhaps an X at the end; a foreigner\'s card of 2017 begins with '
                "three letters.",
                label=label,
            )
        case NumberProblem.CHECK_DIGIT:
            return text('"{label}" has a wrong digit; compare it with the card.', label=label)
        case NumberProblem.REGION:
            return text('"{label}" begins with an unknown region; compare it with the card.', label=label)
        case NumberProblem.BIRTH_DATE:
            return text('"{label}" holds a date of birth that does not exist; compare it with the card.', label=label)
        case NumberProblem.FUTURE_BIRTH:
            return text('"{label}" holds a date of birth in the future; compare it with the card.', label=label)


KIND = _IdentityNumber()

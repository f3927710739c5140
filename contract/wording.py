"""What a resident is told about an answer that cannot be taken: what to do, not whose fault."""

from datetime import date
from decimal import Decimal

from contract.characters import CharacterProblem
from contract.forms import Field, FieldKind
from contract.numbers import NumberProblem
from contract.text import Text, text

UNKNOWN_FIELD = text("This question is not part of the form. Please open the form again.")

_TO_CHOOSE = {FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO, FieldKind.DATE}


def required(field: Field) -> Text:
    if field.kind in _TO_CHOOSE:
        return text('Please choose "{label}".', label=field.label)
    return text('Please fill in "{label}".', label=field.label)


def too_long(label: Text, limit: int, length: int) -> Text:
    return text(
        '"{label}" takes at most {limit} characters and has {length}; make it shorter.',
        label=label,
        limit=limit,
        length=length,
    )


def character(label: Text, problem: CharacterProblem) -> Text:
    match problem:
        case CharacterProblem.CONTROL:
            return text('"{label}" contains characters that cannot be seen; type it again.', label=label)
        case CharacterProblem.EMOJI:
            return text('"{label}" cannot contain emoji or pictures; use words.', label=label)
        case CharacterProblem.UNKNOWN:
            return text(
                '"{label}" contains a character that is not known; write it another way, or ask at the counter.',
                label=label,
            )


def wrong_type(label: Text) -> Text:
    return text('"{label}" was not filled in as expected; fill it in again.', label=label)


def pattern(field: Field) -> Text:
    if not field.help:
        return text('"{label}" is not in the form expected; please check it.', label=field.label)
    rule = Text({tag: wording.rstrip(".。") for tag, wording in field.help.root.items()})
    return text('"{label}" is not in the form expected; please check it: {help}.', label=field.label, help=rule)


def integer(label: Text) -> Text:
    return text('"{label}" must be a whole number, such as 3.', label=label)


def money(label: Text) -> Text:
    return text('"{label}" must be an amount in yuan, such as 1200.50.', label=label)


def too_small(label: Text, minimum: Decimal) -> Text:
    return text('"{label}" cannot be less than {minimum}.', label=label, minimum=minimum)


def too_large(label: Text, maximum: Decimal) -> Text:
    return text('"{label}" cannot be more than {maximum}.', label=label, maximum=maximum)


def no_such_date(label: Text) -> Text:
    return text('"{label}" is not a date that exists; choose it again.', label=label)


def too_early(label: Text, first: date) -> Text:
    return text('"{label}" cannot be before {first}.', label=label, first=first)


def too_late(label: Text, last: date) -> Text:
    return text('"{label}" cannot be after {last}.', label=label, last=last)


def choice(label: Text) -> Text:
    return text('"{label}" must be one of the options shown.', label=label)


def duplicate(label: Text) -> Text:
    return text('"{label}" has the same option twice; choose again.', label=label)


def phone(label: Text) -> Text:
    return text(
        '"{label}" must be a mobile number of 11 digits, or a fixed line with its area code, such as 010-62345678.',
        label=label,
    )


def identity_number(label: Text, problem: NumberProblem) -> Text:
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


def too_young(label: Text, years: Decimal) -> Text:
    return text('"{label}" must belong to someone aged {years} or over.', label=label, years=years)


def too_old(label: Text, years: Decimal) -> Text:
    return text('"{label}" must belong to someone aged {years} or under.', label=label, years=years)


def bank_card(label: Text) -> Text:
    return text('"{label}" must be 12 to 19 digits; compare them one by one with the card.', label=label)

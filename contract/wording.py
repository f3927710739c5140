"""The sentences about answers that are not accepted, of all kinds: what to do, not whose fault.

What only one kind says stands in its file in `contract/field_kinds/`.
"""

from decimal import Decimal

from contract.characters import CharacterProblem
from contract.text import Text, text

UNKNOWN_FIELD = text("This question is not part of the form. Please open the form again.")


def required(label: Text, *, chosen: bool) -> Text:
    if chosen:
        return text('Please choose "{label}".', label=label)
    return text('Please fill in "{label}".', label=label)


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


def too_small(label: Text, minimum: Decimal) -> Text:
    return text('"{label}" cannot be less than {minimum}.', label=label, minimum=minimum)


def too_large(label: Text, maximum: Decimal) -> Text:
    return text('"{label}" cannot be more than {maximum}.', label=label, maximum=maximum)


def choice(label: Text) -> Text:
    return text('"{label}" must be one of the options shown.', label=label)

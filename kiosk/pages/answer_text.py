"""Answers as a resident reads them, in the active language. What says who somebody is stands masked."""

from contract.answers import mask_answer, render_answer
from contract.field_kinds import get_kind
from contract.fields import Answer, Field
from contract.numbers import mask_numbers
from kiosk.pages.language import language


def answer_text(field: Field, answer: Answer) -> str:
    """Returns the answer on every page and paper, masked where it says who somebody is; "" where there is none."""
    if get_kind(field.kind).hides(field):
        return mask_answer(field, answer).in_locale(language())
    full = full_text(field, answer)
    return mask_numbers(full) if get_kind(field.kind).is_free else full


def is_masked(field: Field, answer: Answer) -> bool:
    """Returns whether the answer is not shown whole: it says who somebody is, or names numbers of people."""
    return bool(answer) and (
        get_kind(field.kind).hides(field) or answer_text(field, answer) != full_text(field, answer)
    )


def full_text(field: Field, answer: Answer) -> str:
    """Returns the whole answer, for one who holds a button to see it."""
    return render_answer(field, answer).in_locale(language())


def typed_text(field: Field, answer: Answer) -> str:
    """Returns the answer in the box in which it is being typed."""
    value = answer if isinstance(answer, str) else ""
    return get_kind(field.kind).render_typed(field, value).in_locale(language()) if value else ""


def boxed_text(field: Field, answer: Answer) -> str:
    """Returns the answer in its box before anything is typed there."""
    return answer_text(field, answer) if is_masked(field, answer) else typed_text(field, answer)

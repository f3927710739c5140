"""Answers as a resident reads them, in the active language. What says who somebody is stands masked."""

from contract.answers import mask_answer, render_answer
from contract.field_kinds import get_kind
from contract.fields import Answer, Field, FieldKind
from contract.numbers import mask_number
from kiosk.pages.language import language


class _Style:
    id_head = 3


def mask_id_numbers(mask: str) -> None:
    """From now on an ID number shows so many digits before and after its stars: "3+4", "6+4"."""
    _Style.id_head = int(mask.partition("+")[0])


def answer_text(field: Field, answer: Answer) -> str:
    """Returns the answer on every page and paper, masked where it says who somebody is; "" where there is none."""
    if not is_masked(field, answer):
        return full_text(field, answer)
    if field.kind is FieldKind.IDENTITY_NUMBER:
        return mask_number(str(answer), head=_Style.id_head)
    return mask_answer(field, answer).in_locale(language())


def is_masked(field: Field, answer: Answer) -> bool:
    return bool(answer) and get_kind(field.kind).hides(field)


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

"""Answers as a resident reads them, in the active language."""

from contract.answers import render_answer
from contract.field_kinds import get_kind
from contract.fields import Answer, Field
from kiosk.pages.language import language


def answer_text(field: Field, answer: Answer) -> str:
    """The answer on every page and paper; "" where there is none."""
    return render_answer(field, answer).in_locale(language())


def typed_text(field: Field, answer: Answer) -> str:
    """The answer in the box in which it is being typed."""
    value = answer if isinstance(answer, str) else ""
    return get_kind(field.kind).render_typed(field, value).in_locale(language()) if value else ""

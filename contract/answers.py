"""The answers of a form: checked alike where they are typed and where they are taken in, and shown alike everywhere.

Answers are data and never code: quotes, SQL and markup are letters like any other and are kept as they are.
"""

from collections.abc import Callable
from datetime import date

from contract import wording
from contract.field_kinds import get_kind
from contract.field_kinds.base import Mistake
from contract.fields import Answer, Answers, Field
from contract.forms import Form
from contract.problems import FieldProblem
from contract.text import Text, join_texts


def check_answers(form: Form, answers: Answers, today: date) -> tuple[FieldProblem, ...]:
    """Returns everything wrong with the answers, in the order of the form; empty where they can be taken."""
    asked_keys = {field.key for field in form.asked(answers)}
    problems = [
        _check(field, answers.get(field.key, ""), today, required=field.required and field.key in asked_keys)
        for field in form.fields
    ]
    keys = {field.key for field in form.fields}
    problems += [_problem(key[:40], ("unknown_field", wording.UNKNOWN_FIELD)) for key in answers if key not in keys]
    return tuple(problem for problem in problems if problem is not None)


def check_answer(field: Field, answer: Answer, today: date) -> FieldProblem | None:
    """Returns what is wrong with one answer by itself. One with `only_if` may be empty here; `check_answers` knows
    better."""
    return _check(field, answer, today, required=field.required and field.only_if is None)


def clean_answers(form: Form, answers: Answers) -> dict[str, Answer]:
    """Returns the answers as they are stored: tidied, in the order of the form, without empty ones and those no longer
    asked."""
    cleaned = {field.key: clean_answer(field, answers[field.key]) for field in form.fields if field.key in answers}
    asked_keys = {field.key for field in form.asked(cleaned)}
    return {key: answer for key, answer in cleaned.items() if key in asked_keys and answer}


def clean_answer(field: Field, answer: Answer) -> Answer:
    """Returns the answer as it is stored: letters composed (NFC), no space around it, numbers in half width without
    gaps."""
    return get_kind(field.kind).tidy(answer)


def render_answer(field: Field, answer: object) -> Text:
    """Returns the answer as people read it on form, review, paper and console; "" where there is none.

    A value that the field cannot hold, such as a value that is no longer among its options, is shown as it stands.
    """
    return _each(get_kind(field.kind).render, field, answer)


def mask_answer(field: Field, answer: object) -> Text:
    """Returns enough of the answer to tell two apart, not enough to use."""
    return _each(get_kind(field.kind).mask, field, answer)


def _each(show: Callable[[Field, str], Text], field: Field, answer: object) -> Text:
    values = answer if isinstance(answer, tuple | list) else (answer,)
    return join_texts([show(field, str(value)) for value in values if value not in ("", None)])


def _check(field: Field, answer: object, today: date, *, required: bool) -> FieldProblem | None:
    return _problem(field.key, get_kind(field.kind).check(field, answer, today, required=required))


def _problem(key: str, mistake: Mistake | None) -> FieldProblem | None:
    return None if mistake is None else FieldProblem(field=key, code=mistake[0], message=mistake[1])

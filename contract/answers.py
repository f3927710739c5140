"""The checking of answers against a form, done alike where they are typed and where they are taken in.

Answers are data and never code: quotes, SQL and markup are letters like any other and are kept as they are.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from contract import wording
from contract.characters import character_problem
from contract.forms import Answer, Answers, Field, FieldKind, Form
from contract.numbers import NumberError, age, is_luhn, read_identity_number, tidy_number
from contract.problems import FieldProblem
from contract.text import Text

_INTEGER = re.compile(r"-?[0-9]{1,12}")
_MONEY = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[1-9][0-9]{1,2}-?[2-8][0-9]{6,7}")
_BANK_CARD = re.compile(r"[0-9]{12,19}")
_SHORT = 40  # no answer but a text is longer than this
_NUMERIC = {
    FieldKind.INTEGER,
    FieldKind.MONEY,
    FieldKind.DATE,
    FieldKind.PHONE,
    FieldKind.BANK_CARD,
    FieldKind.IDENTITY_NUMBER,
}
_FROM_CARD = {"name", "address"}  # facts in which a card may hold a rare character as private use

Found = tuple[str, Text] | None  # a problem's code and its wording


def check_answers(form: Form, answers: Answers, today: date) -> tuple[FieldProblem, ...]:
    """Everything wrong with the answers, in the order of the form; empty where they can be taken."""
    asked = {field.key for field in form.asked(answers)}
    problems = [
        _check(field, answers.get(field.key, ""), today, field.required and field.key in asked) for field in form.fields
    ]
    known = {field.key for field in form.fields}
    unknown: Found = ("unknown_field", wording.UNKNOWN_FIELD)
    problems += [_problem(key[:40], unknown) for key in answers if key not in known]
    return tuple(problem for problem in problems if problem is not None)


def check_answer(field: Field, answer: Answer, today: date) -> FieldProblem | None:
    """What is wrong with one answer by itself. One with `only_if` may be empty here; `check_answers` knows better."""
    return _check(field, answer, today, field.required and field.only_if is None)


def clean_answers(form: Form, answers: Answers) -> dict[str, Answer]:
    """The answers as they are kept: tidied, in the order of the form, without empty ones and those no longer asked."""
    cleaned = {field.key: clean_answer(field, answers[field.key]) for field in form.fields if field.key in answers}
    asked = {field.key for field in form.asked(cleaned)}
    return {key: answer for key, answer in cleaned.items() if key in asked and answer}


def clean_answer(field: Field, answer: Answer) -> Answer:
    """The answer as it is kept: letters composed (NFC), no space around it, numbers in half width without gaps."""
    if not isinstance(answer, str):
        return answer
    if field.kind is FieldKind.LONG_TEXT:
        answer = answer.replace("\r\n", "\n")
    if field.kind in _NUMERIC:
        return tidy_number(answer)
    return unicodedata.normalize("NFC", answer).strip(" \t\n\u3000")


def _check(field: Field, answer: object, today: date, required: bool) -> FieldProblem | None:
    if field.kind is FieldKind.CHOICES:
        return _problem(field.key, _check_choices(field, answer, required))
    if not isinstance(answer, str):
        return _problem(field.key, ("type", wording.wrong_type(field.label)))
    text = str(clean_answer(field, answer))
    if not text:
        return _problem(field.key, ("required", wording.required(field)) if required else None)
    return _problem(field.key, _too_long(field, text) or _bad_character(field, text) or _check_kind(field, text, today))


def _problem(key: str, found: Found) -> FieldProblem | None:
    return None if found is None else FieldProblem(field=key, code=found[0], message=found[1])


def _too_long(field: Field, text: str) -> Found:
    is_text = field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)
    limit = field.max_length if is_text else _SHORT
    return ("too_long", wording.too_long(field.label, limit, len(text))) if len(text) > limit else None


def _bad_character(field: Field, text: str) -> Found:
    newlines = field.kind is FieldKind.LONG_TEXT
    problem = character_problem(text, newlines=newlines, private_use=field.fact in _FROM_CARD)
    return (problem.value, wording.character(field.label, problem)) if problem else None


def _check_kind(field: Field, text: str, today: date) -> Found:
    check = _CHECKS.get(field.kind)
    return check(field, text, today) if check else None


def _check_text(field: Field, text: str, today: date) -> Found:
    good = not field.pattern or re.fullmatch(field.pattern, text)
    return None if good else ("pattern", wording.pattern(field))


def _check_integer(field: Field, text: str, today: date) -> Found:
    if not _INTEGER.fullmatch(text):
        return "integer", wording.integer(field.label)
    return _out_of_bounds(field, Decimal(text))


def _check_money(field: Field, text: str, today: date) -> Found:
    if not _MONEY.fullmatch(text):
        return "money", wording.money(field.label)
    return _out_of_bounds(field, Decimal(text))


def _out_of_bounds(field: Field, value: Decimal) -> Found:
    minimum = Decimal(0) if field.minimum is None and field.kind is FieldKind.MONEY else field.minimum
    if minimum is not None and value < minimum:
        return "too_small", wording.too_small(field.label, minimum)
    if field.maximum is not None and value > field.maximum:
        return "too_large", wording.too_large(field.label, field.maximum)
    return None


def _check_date(field: Field, text: str, today: date) -> Found:
    try:
        day = date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        return "date", wording.no_such_date(field.label)
    first, last = date_bounds(field, today)
    if first is not None and day < first:
        return "too_early", wording.too_early(field.label, first)
    if last is not None and day > last:
        return "too_late", wording.too_late(field.label, last)
    return None


def date_bounds(field: Field, today: date) -> tuple[date | None, date | None]:
    """The first and the last day that a DATE field takes; None where it has no bound."""
    first = None if field.earliest_days is None else today + timedelta(days=field.earliest_days)
    last = None if field.latest_days is None else today + timedelta(days=field.latest_days)
    return first, last


def _check_choice(field: Field, text: str, today: date) -> Found:
    return None if text in _values(field) else ("choice", wording.choice(field.label))


def _check_yes_no(field: Field, text: str, today: date) -> Found:
    return None if text in ("yes", "no") else ("choice", wording.choice(field.label))


def _check_choices(field: Field, answer: object, required: bool) -> Found:
    if answer in ("", (), []):
        return ("required", wording.required(field)) if required else None
    if not isinstance(answer, tuple | list) or not all(isinstance(value, str) for value in answer):
        return "type", wording.wrong_type(field.label)
    if len(set(answer)) != len(answer):
        return "duplicate", wording.duplicate(field.label)
    return None if set(answer) <= _values(field) else ("choice", wording.choice(field.label))


def _values(field: Field) -> set[str]:
    return {option.value for option in field.options}


def _check_phone(field: Field, text: str, today: date) -> Found:
    return None if _PHONE.fullmatch(text) else ("phone", wording.phone(field.label))


def _check_identity_number(field: Field, text: str, today: date) -> Found:
    try:
        birth = read_identity_number(text, today).birth
    except NumberError as error:
        return error.problem.value, wording.identity_number(field.label, error.problem)
    if birth is not None and field.minimum is not None and age(birth, today) < field.minimum:
        return "too_young", wording.too_young(field.label, field.minimum)
    if birth is not None and field.maximum is not None and age(birth, today) > field.maximum:
        return "too_old", wording.too_old(field.label, field.maximum)
    return None


def _check_bank_card(field: Field, text: str, today: date) -> Found:
    good = _BANK_CARD.fullmatch(text) and is_luhn(text)
    return None if good else ("bank_card", wording.bank_card(field.label))


_CHECKS: Mapping[FieldKind, Callable[[Field, str, date], Found]] = {
    FieldKind.TEXT: _check_text,
    FieldKind.INTEGER: _check_integer,
    FieldKind.MONEY: _check_money,
    FieldKind.DATE: _check_date,
    FieldKind.CHOICE: _check_choice,
    FieldKind.YES_NO: _check_yes_no,
    FieldKind.PHONE: _check_phone,
    FieldKind.IDENTITY_NUMBER: _check_identity_number,
    FieldKind.BANK_CARD: _check_bank_card,
}

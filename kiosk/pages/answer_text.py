"""Answers as a resident reads them."""

from contextlib import suppress
from datetime import date

from contract.forms import Answer, Field, FieldKind
from kiosk.pages.kinds import FormField
from kiosk.pages.language import _, language
from kiosk.pages.wording import plain_date


def in_words(field: Field, answer: Answer) -> str:
    """An answer as a resident reads it."""
    if not isinstance(answer, str):
        return _(", ").join(_option_words(field, value) for value in answer)
    words = _WORDS.get(field.kind)
    return words(field, answer) if words and answer else answer


def _option_words(field: Field, value: str) -> str:
    return next((option.label.in_locale(language()) for option in field.options if option.value == value), value)


def _yes_or_no(field: Field, answer: str) -> str:
    return _("Yes") if answer == "yes" else _("No")


def _date_words(field: Field, answer: str) -> str:
    try:
        return plain_date(date.fromisoformat(answer))
    except ValueError:
        return answer


def _yuan(field: Field, answer: str) -> str:
    return _("{amount} yuan").format(amount=answer)


_WORDS = {
    FieldKind.CHOICE: _option_words,
    FieldKind.YES_NO: _yes_or_no,
    FieldKind.DATE: _date_words,
    FieldKind.MONEY: _yuan,
}

_WHOLE = len("2026-11-22")


def shown(field: FormField, answer: Answer) -> str:
    """The answer in words; empty where there is none."""
    if not answer:
        return ""
    if not isinstance(answer, str):
        return _(", ").join(_label(field, value) for value in answer)
    if field.field.kind is FieldKind.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(answer, "")
    if field.field.kind is FieldKind.CHOICE:
        return _label(field, answer)
    if field.field.kind is FieldKind.DATE:
        return shown_date(answer)
    return answer


def shown_date(iso: str) -> str:
    """A date, whole or still being typed: `2026-11` shows what is missing."""
    if len(iso) == _WHOLE:
        with suppress(ValueError):
            return plain_date(date.fromisoformat(iso))
    parts = iso.split("-")
    year, month, day = (parts[at] if len(parts) > at else "" for at in range(3))
    return f"{year:_<4}-{month:_<2}-{day:_<2}"


def _label(field: FormField, value: str) -> str:
    return next((o.label for o in field.options if o.key == value), "")

"""An item's form as pages show it: filled with what is known, in words to read through, and as it is handed in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from contract.answers import check_answer
from contract.field_kinds import get_kind
from contract.forms import Answer, Answers, Field, Form
from contract.numbers import age
from kiosk import clock
from kiosk.pages.answer_text import answer_text, full_text, is_masked
from kiosk.pages.known_facts import FactWithOrigin
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, FilledField, ListRow

_VOUCHED = ("name", "number")  # facts that an identity card settles


def prefill(form: Form, facts: Mapping[str, FactWithOrigin], today: date) -> dict[str, Answer]:
    """Returns the known values and the usual answers that the form itself would accept."""
    filled: dict[str, Answer] = {}
    for field in form.fields:
        fact = facts.get(field.fact) if field.fact else None
        fact_answer = _as_answer(field, fact.value, today) if fact else ""
        if answer := fact_answer or _usual_answer(field, facts, today):
            filled[field.key] = answer
    return filled


def open_questions(form: Form, fields: Iterable[FilledField], answers: Answers) -> tuple[str, ...]:
    """Returns the keys of those fields that are asked now, may be filled, and are empty."""
    keys = {field.key for field in form.asked(answers)}
    return tuple(f.field.key for f in fields if f.field.key in keys and not f.locked and not f.value)


def form_fields(
    form: Form, entered: Answers, facts: Mapping[str, FactWithOrigin], messages: Collection[str] = ()
) -> tuple[FilledField, ...]:
    """Returns the form's fields. `messages`: the channels by which those who agree are told; the field of the telephone
    promises text messages."""
    filled = tuple(_form_field(field, entered.get(field.key, ""), facts) for field in form.fields)
    if "sms" not in messages:
        return filled
    return tuple(_with_promise(field) if field.field.fact == "phone" else field for field in filled)


def _with_promise(filled: FilledField) -> FilledField:
    promise = _("If you agree, you are told here by message how your application goes on.")
    return replace(filled, help="\n".join(filter(None, (filled.help, promise))))


def review_rows(form: Form, entered: Answers, facts: Mapping[str, FactWithOrigin]) -> tuple[ListRow, ...]:
    """Returns each question with its answer in words; those that may be corrected have a key."""
    return tuple(_row(_form_field(field, entered.get(field.key, ""), facts)) for field in form.asked(entered))


def fill_field(field: Field, value: Answer = "", help_text: str = "", *, latin: bool = False) -> FilledField:
    """Returns the field as pages show it, worded in the language of now. `help_text` stands in place of its own."""
    return FilledField(
        field.label.in_locale(language()),
        field=field,
        value=value,
        help=help_text or (field.help.in_locale(language()) if field.help else ""),
        options=tuple(Choice(option.value, option.label.in_locale(language())) for option in field.options),
        latin=latin,
    )


def _form_field(field: Field, answer: Answer, facts: Mapping[str, FactWithOrigin]) -> FilledField:
    fact = facts.get(field.fact) if field.fact else None
    is_as_known = fact is not None and bool(answer) and _same(field, fact.value, answer)
    return replace(
        fill_field(field, answer),
        origin=fact.origin if fact and is_as_known else _usual_origin(field, answer, facts),
        locked=bool(fact and is_as_known and fact.from_card and field.fact in _VOUCHED),
    )


def _row(shown: FilledField) -> ListRow:
    value = answer_text(shown.field, shown.value) or _("(left empty)")
    full = full_text(shown.field, shown.value) if is_masked(shown.field, shown.value) else ""
    return ListRow(shown.label, value, badge=shown.origin, key="" if shown.locked else shown.field.key, full=full)


def _as_answer(field: Field, value: str, today: date) -> str:
    """Returns a fact as an answer to this field, or "" where the field would not take it."""
    answer = get_kind(field.kind).parse_fact(field, value)
    return answer if answer and check_answer(field, answer, today) is None else ""


def _usual_answer(field: Field, facts: Mapping[str, FactWithOrigin], today: date) -> Answer:
    birth = facts.get("birth")
    age_now = age(date.fromisoformat(birth.value), today) if birth else None
    answer = get_kind(field.kind).default(field, today, age_now)
    return answer if answer and check_answer(field, answer, today) is None else ""


def _usual_origin(field: Field, answer: Answer, facts: Mapping[str, FactWithOrigin]) -> str:
    return _("Usual answer") if answer and answer == _usual_answer(field, facts, clock.today()) else ""


def _same(field: Field, value: str, answer: Answer) -> bool:
    return answer == get_kind(field.kind).parse_fact(field, value)

"""An item's form as a page of the console, and what was filled in there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import ValidationError

from contract.answers import render_answer
from contract.catalogue import CardRule, Item
from contract.field_kinds import get_kind
from contract.field_kinds.files import list_files
from contract.field_kinds.identity_number import number_wording
from contract.field_kinds.inputs import Control, HtmlInput, HtmlTable
from contract.forms import Answer, Field, Form, Option
from contract.numbers import NumberError, read_identity_number, tidy_number
from contract.people import OrganisationId, Person
from contract.problems import Problem
from contract.text import text
from hub.catalogue.table_inputs import TableInputs, read_table, table_inputs, table_sent
from hub.core.problems import RequestRefused, refused_field

_NUMBERS = {
    "": text("ID number"),
    "agent_": text("Agent's ID number"),
    "principal_": text("Principal's ID number"),
}  # by how the names of the inputs begin
_LONGEST_CODE, _LONGEST_NAME = 20, 120  # characters


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One field to draw: `name` of its input, what is in it, and what is wrong with it."""

    field: Field
    name: str
    html: HtmlInput
    options: tuple[Option, ...]
    values: tuple[str, ...]
    only_if: str
    problem: str
    asked_by: str  # name of the input on which it depends; empty where it is always asked
    table: TableInputs | None = None

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def files(self) -> int:
        """Returns how many files are here by now."""
        return len(list_files(self.value))


def questions(guide: Item, sent: QueryDict, problem: Problem | None) -> list[FormQuestion]:
    return form_questions(
        guide.form, sent, problem, [field for field in guide.form.fields if not _on_card(guide, field)]
    )


def form_questions(
    form: Form, sent: QueryDict, problem: Problem | None, fields: Iterable[Field] | None = None
) -> list[FormQuestion]:
    """Returns the form's questions, or those of these `fields`."""
    language = get_language() or ""
    wrong = {error.field: error.message.in_locale(language) for error in problem.errors} if problem else {}
    return [
        FormQuestion(
            field,
            _name(field),
            get_kind(field.kind).html,
            get_kind(field.kind).options(field),
            tuple(sent.getlist(_name(field))),
            condition_words(form, field),
            wrong.get(field.key, ""),
            _name(form.field(field.only_if.field)) if field.only_if else "",
            table_inputs(table, sent, _name(field)) if (table := _table(field)) else None,
        )
        for field in (form.fields if fields is None else fields)
    ]


def answers(sent: QueryDict, guide: Item) -> dict[str, Answer]:
    """Returns what was written, and what need not be written twice, as it stands on the card."""
    written = form_answers(sent, guide.form)
    card = {field.key: sent.get(field.fact or "", "") for field in guide.form.fields if _on_card(guide, field)}
    return written | card


def form_answers(sent: QueryDict, form: Form) -> dict[str, Answer]:
    return {field.key: _answer(sent, field) for field in form.fields if _is_sent(sent, field)}


def put_answers(sent: QueryDict, form: Form, answers: Mapping[str, Answer]) -> None:
    """Puts answers into the inputs of the form."""
    for field in form.fields:
        answer = answers.get(field.key, "")
        sent.setlist(_name(field), [answer] if isinstance(answer, str) else list(answer))


def fill_in(sent: QueryDict, guide: Item, facts: dict[str, str]) -> None:
    """Puts known facts where nothing was written yet."""
    blanks = {_name(field): facts.get(field.fact or "") for field in guide.form.fields}
    for name, value in {**blanks, "name": facts.get("name"), "address": facts.get("address")}.items():
        if value and not sent.get(name):
            sent[name] = value


def person(sent: QueryDict, today: date, at: str = "") -> Person:
    """Returns the person whose card lies on the counter: kind, birth and sex are in the number. `at` begins the inputs'
    names. Raises Refused.
    """
    name = sent.get(f"{at}name", "").strip()
    if not name:
        raise refused_field(f"{at}name", "required", text("Give the name."))
    try:
        number = read_identity_number(sent.get(f"{at}number", ""), today)
        return Person(
            kind=number.kind,
            name=name,
            number=tidy_number(sent.get(f"{at}number", "")),
            sex=number.sex,
            birth=number.birth,
            address=sent.get(f"{at}address", "").strip() or None,
            valid_to=sent.get(f"{at}valid_to") or None,  # type: ignore[arg-type]  # pydantic reads the date
        )
    except NumberError as error:
        message = number_wording(_NUMBERS[at], error.problem)
        raise refused_field(f"{at}number", error.problem.value, message) from None
    except ValidationError:
        raise refused_field(f"{at}address", "too_long", text("Too long, or no date.")) from None


def agent(sent: QueryDict, today: date) -> Person | None:
    """Returns who hands it in for the applicant, by a mandate. Raises Refused."""
    return person(sent, today, "agent_") if sent.get("agent_number", "").strip() else None


def organisation(sent: QueryDict) -> OrganisationId | None:
    """Returns the organisation for which the applicant hands it in, by a mandate. Raises Refused."""
    code, name = sent.get("organisation_code", "").strip(), sent.get("organisation_name", "").strip()
    if not code:
        return None
    if not name or len(code) > _LONGEST_CODE or len(name) > _LONGEST_NAME:
        raise refused_field("organisation", "required", text("Give the organisation's name and code."))
    return OrganisationId(code=code, name=name)


def not_confirmed() -> RequestRefused:
    return refused_field("true", "required", text("Read the statement to the applicant and tick it first."))


def _on_card(guide: Item, field: Field) -> bool:
    return guide.card is not CardRule.NONE and field.fact in ("name", "number")


def _name(field: Field) -> str:
    return f"a_{field.key}"


def _table(field: Field) -> HtmlTable | None:
    return get_kind(field.kind).html.table


def _is_sent(sent: QueryDict, field: Field) -> bool:
    table = _table(field)
    return table_sent(table, sent, _name(field)) if table else _name(field) in sent


def _answer(sent: QueryDict, field: Field) -> Answer:
    if table := _table(field):
        return read_table(table, sent, _name(field))
    if get_kind(field.kind).html.control is Control.CHECKBOXES:
        return tuple(sent.getlist(_name(field)))
    return sent.get(_name(field), "")


def condition_words(form: Form, field: Field) -> str:
    """Returns when the field is asked, in words; empty where it always is."""
    if field.only_if is None:
        return ""
    other, language = form.field(field.only_if.field), get_language() or ""
    value = render_answer(other, field.only_if.value).in_locale(language)
    return _("only where “%(question)s” is “%(value)s”") % {"question": other.label.in_locale(language), "value": value}

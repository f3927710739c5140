"""An answer reads the same on the form, on the review and wherever else it is shown."""

from datetime import date
from typing import Any

import pytest

from contract.answers import mask_answer, render_answer
from contract.field_kinds import get_kind
from contract.forms import Answer, Field, FieldKind, Form, Option
from contract.text import Text
from kiosk.pages import language
from kiosk.pages.form_filling import form_fields, review_rows
from kiosk.pages.kinds import FormPage, ReviewPage
from languages.registry import LOCALES

TODAY = date(2026, 11, 22)
OPTIONS = (
    Option(value="fire", label=Text({"zh-Hans": "火灾", "en": "Fire"})),
    Option(value="illness", label=Text({"zh-Hans": "疾病", "en": "Illness"})),
)


def a_field(kind: FieldKind) -> Field:
    options = OPTIONS if get_kind(kind).has_options else ()
    return Field(key=kind.value, label=Text.plain(f"〔{kind.value}〕"), kind=kind, options=options)


FORM = Form(fields=tuple(a_field(kind) for kind in FieldKind))
SAMPLES: dict[str, Answer] = {field.key: get_kind(field.kind).sample(field, TODAY) for field in FORM.fields}
STRANGE: dict[str, Answer] = {field.key: f"maybe {field.key}" for field in FORM.fields}


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> Any:
    language.activate(request.param)
    yield request.param
    language.activate("zh-Hans")


@pytest.mark.parametrize("answers", [SAMPLES, STRANGE], ids=["samples", "strange"])
def test_form_and_review_say_the_same_of_every_kind(lobby: Any, locale: str, answers: dict[str, Answer]) -> None:
    words = {field.key: words_of(field, answers[field.key], locale) for field in FORM.fields}
    rows = review_rows(FORM, answers, {})
    assert {row.key: row.value for row in rows} == words
    reviewed = shown(lobby, ReviewPage("核对", rows, "提交"))
    filled = shown(lobby, FormPage("填写", form_fields(FORM, answers, {}), "继续", overview=True))
    assert set(words.values()) <= reviewed
    assert {said.replace("\n", " ") for said in words.values()} <= filled  # a row has one line


def words_of(field: Field, answer: Answer, locale: str) -> str:
    """Returns what says who somebody is stands masked."""
    masked = get_kind(field.kind).hides(field)
    return (mask_answer if masked else render_answer)(field, answer).in_locale(locale)


def test_an_amount_and_a_choice_read_as_people_say_them() -> None:
    rows = {row.key: row.value for row in review_rows(FORM, SAMPLES | {"yes_no": "maybe", "money": "1200.50"}, {})}
    assert (rows["money"], rows["yes_no"], rows["choice"]) == ("1200.50元", "maybe", "火灾")


def shown(lobby: Any, page: Any) -> set[str]:
    from screens.probe import texts

    lobby.show(page)
    return {text.text for text in texts(lobby.stage)}

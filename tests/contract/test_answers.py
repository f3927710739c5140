"""Covers what residents may answer, and what they are told where they may not."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contract.answers import check_answer, check_answers, clean_answer, clean_answers
from contract.field_kinds.date import date_bounds
from contract.forms import Answer, Field, FieldKind, Form, OnlyIf, Option
from contract.text import Text
from tests.examples import examples

TODAY = date(2026, 11, 22)
LABEL = Text({"zh-Hans": "姓名", "en": "Name"})
OPTIONS = (
    Option(value="one", label=Text({"zh-Hans": "一", "en": "One"})),
    Option(value="two", label=Text({"zh-Hans": "二", "en": "Two"})),
)
FUZZ = settings(max_examples=examples(200), deadline=None)


def field(kind: FieldKind = FieldKind.TEXT, **more: Any) -> Field:
    options = OPTIONS if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else ()
    return Field(**{"key": "asked", "label": LABEL, "kind": kind, "options": options, **more})


def code(asked: Field, answer: Any) -> str | None:
    problem = check_answer(asked, answer, TODAY)
    return problem.code if problem else None


GOOD: list[tuple[FieldKind, Answer]] = [
    (FieldKind.TEXT, "王小明"),
    (FieldKind.LONG_TEXT, "第一行\n第二行"),
    (FieldKind.INTEGER, "3"),
    (FieldKind.MONEY, "1200.50"),
    (FieldKind.DATE, "2024-02-29"),
    (FieldKind.CHOICE, "one"),
    (FieldKind.CHOICES, ("one", "two")),
    (FieldKind.YES_NO, "yes"),
    (FieldKind.PHONE, "13800138000"),
    (FieldKind.IDENTITY_NUMBER, "11010519491231002X"),
    (FieldKind.BANK_CARD, "6222020200112230004"),
    (FieldKind.ORGANISATION_CODE, "91350100M000100Y43"),
    (FieldKind.RATING, "fair"),
    (FieldKind.ADDRESS, "幸福社区 幸福里3号楼 2单元501室"),
    (FieldKind.HOUSEHOLD, "王小明 配偶\n王大明 父亲 11010519491231002X"),
    (FieldKind.FILES, "6f0c6d0e-6c37-4f5e-9a55-0d4d5c5f6a10"),
    (FieldKind.SIGNATURE, "100,200 300,250;400,10 420,60"),
]


def test_every_kind_of_field_is_covered_here() -> None:
    assert {kind for kind, _ in GOOD} == set(FieldKind)


@pytest.mark.parametrize(("kind", "answer"), GOOD)
def test_a_good_answer_is_taken(kind: FieldKind, answer: Answer) -> None:
    assert code(field(kind), answer) is None


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("answer", [3, None, {"a": "b"}, True, ["one", 2]])
def test_anything_but_text_is_refused(kind: FieldKind, answer: Any) -> None:
    assert code(field(kind), answer) == "type"


@pytest.mark.parametrize("kind", FieldKind)
def test_an_empty_answer_is_refused_only_where_one_is_required(kind: FieldKind) -> None:
    assert code(field(kind), "") == "required"
    assert code(field(kind, required=False), "") is None


@pytest.mark.parametrize("blank", ["  ", "\u3000", "\t", "\n"])
def test_white_space_alone_is_no_answer(blank: str) -> None:
    assert code(field(), blank) == "required"


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE cases; --", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n", "[b]x[/b]", "=1+1"]
)
def test_sql_and_markup_are_text_like_any_other(text: str) -> None:
    assert code(field(), text) is None
    assert clean_answer(field(), text) == text


@pytest.mark.parametrize(
    "name", ["䶮", "㐂", "𠮷田", "𬎆", "\U00031350", "\U0002ebf0", "阿依古丽·买买提", "ANNA-MARIA O'NEIL"]
)
def test_rare_characters_in_names_are_taken(name: str) -> None:
    assert code(field(), name) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("王\x07明", "control"),
        ("王\x1b@明", "control"),  # the beginning of a printer's command
        ("王\n明", "control"),
        ("王\u200b明", "control"),
        ("王\u202e明", "control"),
        ("王\u2028明", "control"),
        ("王😀明", "emoji"),
        ("王❤明", "emoji"),
        ("1\u20e3", "emoji"),
        ("王\ud800明", "unknown_character"),
        ("王\ue000明", "unknown_character"),
        ("王\U000f0000明", "unknown_character"),
        ("王\uffff明", "unknown_character"),
        ("张\ufffd", "unknown_character"),
        ("王\U0002ffff明", "unknown_character"),
    ],
)
def test_characters_that_cannot_be_read_or_printed_are_refused(text: str, problem: str) -> None:
    assert code(field(), text) == problem


def test_a_line_break_belongs_to_a_long_text_alone() -> None:
    assert code(field(FieldKind.LONG_TEXT), "甲\r\n乙") is None
    assert code(field(FieldKind.LONG_TEXT), "甲\x0b乙") == "control"


def test_a_rare_character_that_a_card_holds_as_private_use_does_not_bar_its_holder() -> None:
    assert code(field(fact="name"), "王\ue863") is None


def test_a_text_is_as_long_as_the_field_takes_and_no_longer() -> None:
    assert code(field(max_length=3), "𠮷𠮷𠮷") is None
    assert code(field(max_length=3), "𠮷𠮷𠮷𠮷") == "too_long"
    assert code(field(FieldKind.INTEGER), "9" * 5000) == "too_long"


def test_a_pattern_holds_for_the_whole_text() -> None:
    asked = field(pattern="[0-9]{4}", help=Text({"zh-Hans": "四位数字。", "en": "Four digits."}))
    assert code(asked, "1234") is None
    problem = check_answer(asked, "12345", TODAY)
    assert problem is not None
    assert problem.code == "pattern"
    assert problem.message.in_locale("zh-Hans") == "“姓名”的格式不对，请核对：四位数字。"
    assert problem.message.in_locale("en") == '"Name" is not in the form expected; please check it: Four digits.'


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("0", "too_small"),
        ("1", None),
        ("20", None),
        ("21", "too_large"),
        ("3.0", "integer"),
        ("三", "integer"),
        ("-3", "too_small"),
    ],
)
def test_whole_numbers_keep_their_bounds(answer: str, problem: str | None) -> None:
    assert code(field(FieldKind.INTEGER, minimum=Decimal(1), maximum=Decimal(20)), answer) == problem


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("0", None),
        ("1200.5", None),
        ("1200.505", "money"),
        ("1,200", "money"),
        ("1e3", "money"),
        ("-1", "too_small"),
        ("NaN", "money"),
        ("5000.01", "too_large"),
    ],
)
def test_amounts_have_two_decimals_at_most(answer: str, problem: str | None) -> None:
    assert code(field(FieldKind.MONEY, maximum=Decimal(5000)), answer) == problem


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("2026-11-22", None),
        ("2026-11-23", "too_late"),
        ("2025-11-22", None),
        ("2025-11-21", "too_early"),
        ("2026-02-30", "date"),
        ("20261122", "date"),
        ("2026-W47-7", "date"),
        ("22/11/2026", "date"),
    ],
)
def test_dates_exist_and_keep_their_bounds(answer: str, problem: str | None) -> None:
    assert code(field(FieldKind.DATE, earliest_days=-365, latest_days=0), answer) == problem


def test_the_bounds_of_a_date_are_days_from_today() -> None:
    assert date_bounds(field(FieldKind.DATE, earliest_days=1), TODAY) == (date(2026, 11, 23), None)


@pytest.mark.parametrize("kind", [FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO])
def test_only_what_is_offered_can_be_chosen(kind: FieldKind) -> None:
    chosen: Answer = ("three",) if kind is FieldKind.CHOICES else "three"
    assert code(field(kind), chosen) == "choice"


def test_no_option_is_chosen_twice() -> None:
    assert code(field(FieldKind.CHOICES), ("one", "one")) == "duplicate"
    assert code(field(FieldKind.CHOICES), ()) == "required"


@pytest.mark.parametrize("phone", ["13800138000", "138 0013 8000", "010-62345678", "02887654321", "0755-8234567"])
def test_mobiles_and_fixed_lines_are_taken(phone: str) -> None:
    assert code(field(FieldKind.PHONE), phone) is None


@pytest.mark.parametrize(
    "phone", ["12800138000", "1380013800", "138001380000", "62345678", "010-02345678", "110", "call me"]
)
def test_other_telephone_numbers_are_refused(phone: str) -> None:
    assert code(field(FieldKind.PHONE), phone) == "phone"


@pytest.mark.parametrize(
    ("number", "problem"),
    [("11010519491231002X", None), ("CAN110078121501", None), ("110105194912310021", "check_digit"), ("123", "length")],
)
def test_identity_numbers_are_read(number: str, problem: str | None) -> None:
    assert code(field(FieldKind.IDENTITY_NUMBER), number) == problem


def test_an_identity_number_may_have_to_be_of_an_age() -> None:
    child, adult = field(FieldKind.IDENTITY_NUMBER, maximum=17), field(FieldKind.IDENTITY_NUMBER, minimum=18)
    assert code(child, "11010519491231002X") == "too_old"
    assert code(adult, "11010519491231002X") is None
    assert code(adult, "110105202001010015") == "too_young"
    assert code(child, "110105202001010015") is None


@pytest.mark.parametrize("card", ["6222020200112230005", "62220202001", "6222 0202 0011 2230 002 1", "abc"])
def test_bank_cards_pass_luhn_or_are_refused(card: str) -> None:
    assert code(field(FieldKind.BANK_CARD), card) == "bank_card"


def test_a_problem_names_the_field_and_says_what_to_do_in_both_languages() -> None:
    problem = check_answer(field(FieldKind.PHONE, label=Text({"zh-Hans": "联系电话", "en": "Telephone"})), "123", TODAY)
    assert problem is not None
    assert problem.field == "asked"
    assert problem.message.in_locale("zh-Hans") == "“联系电话”请填11位手机号，或带区号的固定电话，例如 010-62345678。"
    assert problem.message.in_locale("en").startswith('"Telephone" must be a mobile number of 11 digits')


def test_no_problem_repeats_what_was_typed() -> None:
    problem = check_answer(field(FieldKind.IDENTITY_NUMBER), "110105194912310021", TODAY)
    assert problem is not None
    assert "19491231" not in problem.model_dump_json()


AGENT = Form(
    fields=(
        Field(key="agent", label=Text({"zh-Hans": "是否代办"}), kind=FieldKind.YES_NO),
        Field(key="agent_name", label=LABEL, kind=FieldKind.TEXT, only_if=OnlyIf(field="agent", value="yes")),
    )
)


def test_a_field_that_hangs_on_another_is_asked_only_then() -> None:
    assert [asked.key for asked in AGENT.asked({"agent": "no"})] == ["agent"]
    assert check_answers(AGENT, {"agent": "no"}, TODAY) == ()
    assert [(p.field, p.code) for p in check_answers(AGENT, {"agent": "yes"}, TODAY)] == [("agent_name", "required")]
    assert check_answers(AGENT, {"agent": "yes", "agent_name": "王小明"}, TODAY) == ()


def test_an_answer_no_longer_asked_for_is_not_kept() -> None:
    assert clean_answers(AGENT, {"agent": "no", "agent_name": "王小明"}) == {"agent": "no"}


def test_even_an_answer_no_longer_asked_for_is_checked() -> None:
    assert [p.code for p in check_answers(AGENT, {"agent": "no", "agent_name": "\x1b@"}, TODAY)] == ["control"]


def test_an_answer_to_no_question_is_refused() -> None:
    problems = check_answers(AGENT, {"agent": "no", "admin": "yes"}, TODAY)
    assert [(p.field, p.code) for p in problems] == [("admin", "unknown_field")]


def test_all_problems_come_at_once_in_the_order_of_the_form() -> None:
    problems = check_answers(AGENT, {"agent_name": "😀", "agent": "maybe"}, TODAY)
    assert [p.field for p in problems] == ["agent", "agent_name"]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (FieldKind.TEXT, "  cafe\u0301 ", "caf\u00e9"),
        (FieldKind.TEXT, "幸福路  8号", "幸福路  8号"),
        (FieldKind.LONG_TEXT, "甲\r\n乙\n", "甲\n乙"),
        (FieldKind.PHONE, "138 0013 8000", "13800138000"),
        (FieldKind.PHONE, "010-62345678", "010-62345678"),
        (FieldKind.IDENTITY_NUMBER, "11010519491231002x", "11010519491231002X"),
        (FieldKind.MONEY, "１２.５", "12.5"),
        (FieldKind.CHOICES, ("one",), ("one",)),
    ],
)
def test_answers_are_kept_tidy(kind: FieldKind, typed: Answer, kept: Answer) -> None:
    assert clean_answer(field(kind), typed) == kept


def test_a_form_that_does_not_hang_together_is_refused() -> None:
    once = field()
    with pytest.raises(ValidationError, match="two fields"):
        Form(fields=(once, once))
    with pytest.raises(ValidationError, match="options"):
        Form(fields=(field(FieldKind.CHOICE, options=()),))
    with pytest.raises(ValidationError, match="not asked before"):
        Form(fields=(field(only_if=OnlyIf(field="later", value="yes")),))


@FUZZ
@given(st.sampled_from(FieldKind), st.text(max_size=80) | st.lists(st.text(max_size=5), max_size=3).map(tuple))
def test_any_answer_is_taken_or_refused_and_a_taken_one_is_clean(kind: FieldKind, answer: Answer) -> None:
    asked = field(kind, max_length=40)
    if check_answer(asked, answer, TODAY) is None:
        kept = clean_answer(asked, answer)
        assert clean_answer(asked, kept) == kept
        assert check_answer(asked, kept, TODAY) is None
        assert all(unicodedata.category(character) != "Cc" or character == "\n" for text in kept for character in text)

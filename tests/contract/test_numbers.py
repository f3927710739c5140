"""Numbers that name people and organisations. All of them are invented."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from contract.numbers import (
    NumberError,
    NumberProblem,
    age,
    identity_check_digit,
    is_luhn,
    mask_name,
    mask_number,
    mask_phone,
    organisation_check_character,
    read_identity_number,
    read_organisation_code,
)
from contract.people import PersonKind
from tests.examples import examples

TODAY = date(2026, 11, 22)
CITIZEN = "11010519491231002X"
FUZZ = settings(max_examples=examples(200), deadline=None)

births = st.dates(date(1900, 1, 1), TODAY)


def numbered(prefix: str, birth: date, serial: int) -> str:
    first17 = f"{prefix}{birth:%Y%m%d}{serial:03d}"
    return first17 + identity_check_digit(first17)


numbers = st.builds(
    numbered, st.sampled_from(["110105", "530103", "810000", "820000", "830000", "931840"]), births, st.integers(0, 999)
)


def problem_of(text: str) -> NumberProblem:
    with pytest.raises(NumberError) as caught:
        read_identity_number(text, TODAY)
    return caught.value.problem


def test_a_citizens_number_says_birth_sex_and_region() -> None:
    read = read_identity_number(CITIZEN, TODAY)
    assert (read.kind, read.birth, read.sex, read.region) == (PersonKind.CITIZEN, date(1949, 12, 31), "女", "110105")


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_a_residence_permit_of_hong_kong_macao_or_taiwan_is_read(prefix: str) -> None:
    read = read_identity_number(numbered(prefix, date(1990, 1, 1), 1), TODAY)
    assert (read.kind, read.birth, read.sex) == (PersonKind.HK_MO_TW_RESIDENT, date(1990, 1, 1), "男")


def test_a_foreigners_number_of_2023_is_read() -> None:
    read = read_identity_number(numbered("931840", date(1988, 5, 15), 2), TODAY)
    assert (read.kind, read.birth, read.sex) == (PersonKind.FOREIGNER_2023, date(1988, 5, 15), "女")


def test_a_foreigners_number_of_2017_is_read() -> None:
    read = read_identity_number("can110078121501", TODAY)
    assert (read.kind, read.number, read.birth) == (PersonKind.FOREIGNER_2017, "CAN110078121501", None)


FULL_WIDTH = "".join(chr(ord(character) + 0xFEE0) for character in CITIZEN)


@pytest.mark.parametrize("typed", [CITIZEN.lower(), " 110105 19491231 002X ", FULL_WIDTH])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_identity_number(typed, TODAY).number == CITIZEN


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", NumberProblem.LENGTH),
        (CITIZEN[:-1], NumberProblem.LENGTH),
        (CITIZEN + "0", NumberProblem.LENGTH),
        ("110105491231002", NumberProblem.LENGTH),  # fifteen digits, given up in 2013
        ("1101051949123100X2", NumberProblem.CHARACTERS),
        ("CA1110078121501", NumberProblem.CHARACTERS),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", NumberProblem.CHARACTERS),
        ("110105194912310021", NumberProblem.CHECK_DIGIT),
        (numbered("990101", TODAY + timedelta(days=1), 1), NumberProblem.FUTURE_BIRTH),
        (numbered("110105", TODAY + timedelta(days=1), 1), NumberProblem.FUTURE_BIRTH),
        (numbered("000105", date(1980, 1, 1), 1), NumberProblem.REGION),
        (numbered("840000", date(1980, 1, 1), 1), NumberProblem.REGION),
        ("11010519490231001" + identity_check_digit("11010519490231001"), NumberProblem.BIRTH_DATE),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_with_its_problem(text: str, problem: NumberProblem) -> None:
    assert problem_of(text) is problem


def test_someone_born_today_has_a_number() -> None:
    assert read_identity_number(numbered("110105", TODAY, 1), TODAY).birth == TODAY


@FUZZ
@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_one_wrong_character_is_found(number: str, place: int, wrong: str) -> None:
    changed = number[:place] + wrong + number[place + 1 :]
    if changed != number:
        assert problem_of(changed) in (NumberProblem.CHECK_DIGIT, NumberProblem.CHARACTERS)


@FUZZ
@given(numbers, st.integers(0, 16))
def test_any_swap_of_neighbours_is_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert problem_of(swapped) in (NumberProblem.CHECK_DIGIT, NumberProblem.CHARACTERS)


@FUZZ
@given(births, st.integers(0, 999))
def test_citizens_numbers_agree_with_an_independent_library(birth: date, serial: int) -> None:
    number = numbered("110105", birth, serial)
    assert ric.validate(number) == read_identity_number(number, TODAY).number
    assert ric.get_birth_date(number) == read_identity_number(number, TODAY).birth


@FUZZ
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert read_identity_number(text, TODAY).number.isascii()
    except NumberError as error:
        assert error.problem in NumberProblem  # noqa: PT017


def test_a_number_shows_neither_in_its_error_nor_in_its_repr() -> None:
    with pytest.raises(NumberError) as caught:
        read_identity_number("110105194912310021", TODAY)
    assert "19491231" not in repr(caught.value)
    assert "19491231" not in repr(read_identity_number(CITIZEN, TODAY))


ORGANISATION = "91350100M000100Y43"


def test_an_organisations_code_is_read() -> None:
    assert read_organisation_code(" 91350100m000100y43 ") == ORGANISATION
    assert uscc.validate(ORGANISATION) == ORGANISATION


def test_an_organisations_code_may_have_letters_among_its_first_eight() -> None:
    first17 = "N2350100M000100Y4"
    code = first17 + organisation_check_character(first17)
    assert read_organisation_code(code) == code


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (ORGANISATION[:-1], NumberProblem.LENGTH),
        ("91350100I000100Y43", NumberProblem.CHARACTERS),
        ("91350100M000100Y44", NumberProblem.CHECK_DIGIT),
    ],
)
def test_a_code_that_cannot_be_right_is_refused(code: str, problem: NumberProblem) -> None:
    with pytest.raises(NumberError) as caught:
        read_organisation_code(code)
    assert caught.value.problem is problem


@FUZZ
@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 30))
def test_any_one_wrong_character_of_a_code_is_found(first17: str, place: int, step: int) -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = first17 + organisation_check_character(first17)
    wrong = alphabet[(alphabet.index(code[place]) + step) % 31]
    with pytest.raises(NumberError):
        read_organisation_code(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    ("digits", "good"), [("4111111111111111", True), ("4111111111111112", False), ("79927398713", True)]
)
def test_luhn(digits: str, good: bool) -> None:
    assert is_luhn(digits) is good


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三丰", "张**"), ("李四", "李*"), ("丁", "*"), ("䶮", "*"), ("ANNA LI", "A*** L*"), ("", "")],
)
def test_names_are_masked_but_for_the_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_and_phones_are_masked_in_the_middle() -> None:
    assert mask_number(CITIZEN) == "110***********002X"
    assert mask_number(CITIZEN, head=6) == "110105********002X"
    assert mask_phone("13800138000") == "138****8000"


@FUZZ
@given(st.text("0123456789X", max_size=20), st.integers(0, 6), st.integers(0, 6))
def test_a_mask_keeps_the_length_and_always_hides_something(number: str, head: int, tail: int) -> None:
    masked = mask_number(number, head, tail)
    assert len(masked) == len(number)
    assert not number or re.search(r"\*", masked)


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(1946, 11, 22), TODAY, 80),
        (date(1946, 11, 23), TODAY, 79),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (TODAY, TODAY, 0),
    ],
)
def test_age_counts_full_years(birth: date, on: date, years: int) -> None:
    assert age(birth, on) == years

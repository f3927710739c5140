"""The case's public code: made from the submission's id, typed by hand, read back without slips."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from contract.cases import case_code, read_case_code
from tests.examples import examples

FUZZ = settings(max_examples=examples(200), deadline=None)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
ids = st.uuids(version=4)


@FUZZ
@given(ids)
def test_a_code_is_read_back_as_it_was_written(submission: UUID) -> None:
    code = case_code(submission)
    assert read_case_code(code) == code
    assert read_case_code(f" {code.replace('-', '').lower()} ") == code


@FUZZ
@given(ids)
def test_look_alikes_are_read_as_what_was_meant(submission: UUID) -> None:
    code = case_code(submission)
    assert read_case_code(code.replace("0", "O").replace("1", "l").replace("V", "u").replace("2", "Z")) == code


@settings(max_examples=examples(30), deadline=None)
@given(ids)
def test_any_one_wrong_character_is_found(submission: UUID) -> None:
    code = case_code(submission).replace("-", "")
    for place, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            assert read_case_code(code[:place] + wrong + code[place + 1 :]) is None


@FUZZ
@given(ids)
def test_any_swap_of_neighbours_is_found(submission: UUID) -> None:
    code = case_code(submission).replace("-", "")
    for place in range(11):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or read_case_code(swapped) is None


@FUZZ
@given(st.text(max_size=16))
def test_any_text_is_a_code_or_is_not(text: str) -> None:
    read = read_case_code(text)
    assert read is None or read_case_code(read) == read


def test_codes_of_many_submissions_differ() -> None:
    codes = {case_code(UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128)) for number in range(5000)}
    assert len(codes) == 5000

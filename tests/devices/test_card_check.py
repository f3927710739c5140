"""What never leaves a reader as a good card."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.numbers import identity_check_digit
from devices.base import Card, CardKind, DeviceError, Fault
from devices.card_reader.card_check import check_card
from devices.card_reader.resident_card import parse_base_information

CARD = Card(CardKind.CITIZEN, name="张伟明", number="11010519491231002X", address="某某市某某区幸福路1号")


@pytest.mark.parametrize("number", ["", "1", "DEU310082063001", "11010519491231002X", "810000199408210020"])
def test_numbers_that_are_right_or_have_no_check_digit_pass(number: str) -> None:
    card = replace(CARD, number=number)
    assert check_card(card) is card


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491231002x", "110101199202022345"])
def test_a_wrong_check_digit_is_an_unreadable_card(number: str) -> None:
    with pytest.raises(DeviceError) as caught:
        check_card(replace(CARD, number=number))
    assert caught.value.fault is Fault.CARD_UNREADABLE
    assert number not in str(caught.value)


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_of_the_possible_check_digits_one_passes(first17: str) -> None:
    right = identity_check_digit(first17)
    for digit in "0123456789X":
        try:
            check_card(replace(CARD, number=first17 + digit))
        except DeviceError:
            assert digit != right
        else:
            assert digit == right


_BROKEN = "张\ufffd"


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, name=_BROKEN),
        replace(CARD, number=_BROKEN),
        replace(CARD, address=_BROKEN),
        replace(CARD, authority=_BROKEN),
        replace(CARD, card_number=_BROKEN),
    ],
)
def test_text_that_could_not_be_decoded_is_an_unreadable_card(card: Card) -> None:
    with pytest.raises(DeviceError) as caught:
        check_card(card)
    assert caught.value.fault is Fault.CARD_UNREADABLE


@given(st.binary(max_size=2500))
def test_any_bytes_are_refused_or_leave_a_text_of_256_bytes(payload: bytes) -> None:
    try:
        text = parse_base_information(payload)
    except ValueError:
        return
    assert len(text) == 256


@given(st.integers(0, 1500), st.one_of(st.none(), st.integers(1, 1500)), st.integers(-2, 2))
def test_the_text_stands_where_the_lengths_say(photo: int, fingers: int | None, spare: int) -> None:
    text = bytes(range(256))
    parts = [text, b"p" * photo] + ([] if fingers is None else [b"f" * fingers])
    payload = b"".join(len(part).to_bytes(2, "big") for part in parts) + b"".join(parts)
    payload = payload + b"x" * spare if spare >= 0 else payload[:spare]
    if spare == 0:
        assert parse_base_information(payload) == text
        return
    try:
        assert parse_base_information(payload) == text
    except ValueError:
        return

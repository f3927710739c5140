"""Covers what a chip says, and chips that talk nonsense."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.base import Card, CardKind, DeviceError, Fault
from devices.card_reader.chip import CardRefused, Chip
from devices.card_reader.pcsc_reader import find_reader
from devices.card_reader.social_security_card import parse_record, parse_records, read_social_security_card
from tests.examples import examples


def answers(*answers: str) -> tuple[Callable[[bytes], bytes], list[str]]:
    """Returns a card that answers so, in turn, and what it was asked."""
    left, asked = list(answers), list[str]()

    def transmit(apdu: bytes) -> bytes:
        asked.append(apdu.hex().upper())
        return bytes.fromhex(left.pop(0))

    return transmit, asked


def test_what_a_card_keeps_back_is_fetched() -> None:
    transmit, asked = answers("0102 6102", "0304 9000")
    assert Chip(transmit).send(bytes.fromhex("00B20700"), le=0) == bytes.fromhex("01020304")
    assert asked == ["00B2070000", "00C0000002"]


def test_a_card_that_names_the_length_is_asked_again_with_it() -> None:
    transmit, asked = answers("6C05", "6105", "6C04", "01020304 9000")
    assert Chip(transmit).send(bytes.fromhex("00B20700"), le=0) == bytes.fromhex("01020304")
    assert asked == ["00B2070000", "00B2070005", "00C0000005", "00C0000004"]


def test_a_refusal_says_the_status_word() -> None:
    with pytest.raises(CardRefused, match="SW 6982") as caught:
        Chip(answers("6982")[0]).send(b"\x00\xb2\x08\x00", le=0)
    assert caught.value.status == 0x6982


@given(st.lists(st.binary(max_size=40), max_size=60))
@settings(max_examples=examples(200), deadline=None)
def test_a_chip_that_talks_nonsense_is_unreadable_or_no_such_card(talk: list[bytes]) -> None:
    left = list(talk)

    def transmit(apdu: bytes) -> bytes:
        assert apdu[:2] in (b"\x00\xa4", b"\x00\xb2", b"\x00\xc0")
        return left.pop() if left else b"\x90\x00"

    faults = set[Fault]()
    try:
        card = read_social_security_card(Chip(transmit))
        assert card is None or card.card_number
    except DeviceError as error:
        faults.add(error.fault)
    assert faults <= {Fault.CARD_UNREADABLE}


@given(st.dictionaries(st.integers(0, 255), st.binary(max_size=40)))
@settings(max_examples=examples(200), deadline=None)
def test_any_records_make_a_card_without_control_characters(records: dict[int, bytes]) -> None:
    card = parse_records(records, records)
    assert card.kind is CardKind.SOCIAL_SECURITY
    assert not any(unicodedata.category(c) == "Cc" for c in card.name + card.number + (card.card_number or ""))


@pytest.mark.parametrize(
    ("name", "on", "whole"),
    [
        ("张三".encode("gbk").ljust(30, b"\0"), b"\xff" * 20, "张三"),
        ("张三".encode("gbk").ljust(30, b"\xff"), b"", "张三"),
        ("张三".encode("gbk").ljust(30, b"\xff"), b"\0" * 20, "张三"),
        ("阿" * 15, "卜".encode("gbk") + b"\xff" * 18, "阿" * 15 + "卜"),
        (b"\xff" * 30, b"\xff" * 20, ""),
    ],
)
def test_unused_bytes_are_no_part_of_a_name(name: bytes | str, on: bytes, whole: str) -> None:
    first = name if isinstance(name, bytes) else name.encode("gbk")
    assert parse_records({}, {0x09: first, 0x4E: on}).name == whole


def test_a_name_that_cannot_be_decoded_is_an_unreadable_card() -> None:
    records = {0x07: b"A12345678", 0x08: b"11010519491231002X", 0x09: b"\xd5\x00\xc5".ljust(30, b"\0")}

    def transmit(apdu: bytes) -> bytes:
        value = records.get(apdu[2]) if apdu[1] == 0xB2 else None
        answer = b"" if value is None else bytes((apdu[2], len(value))) + value
        return answer + (b"\x6a\x83" if apdu[1] == 0xB2 and value is None else b"\x90\x00")

    with pytest.raises(DeviceError) as caught:
        read_social_security_card(Chip(transmit))
    assert caught.value.fault is Fault.CARD_UNREADABLE


@given(st.binary(max_size=40))
def test_a_record_never_holds_more_than_it_has(record: bytes) -> None:
    parsed = parse_record(record)
    assert parsed is None or record[2:].startswith(parsed[1])


def test_a_date_that_is_none_and_a_card_without_an_end_are_told_apart() -> None:
    card = parse_records(
        {5: bytes.fromhex("20200101"), 6: bytes.fromhex("FFFFFFFF")}, {0x0D: bytes.fromhex("19901340")}
    )
    assert (card.birth, card.valid_from, card.valid_to) == (None, None, None)
    card = parse_records({5: bytes.fromhex("20200101"), 6: bytes.fromhex("20300101")}, {})
    assert (card.valid_from, card.valid_to) == (date(2020, 1, 1), date(2030, 1, 1))


def test_a_card_says_nothing_of_itself_in_a_log() -> None:
    assert repr(Card(CardKind.SOCIAL_SECURITY, "李秀英", "1", card_number="A1")) == "<Card social_security>"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ACS ACR38U 01 00", "ACS ACR38U 01 00"),
        ("ACS ACR38U", "ACS ACR38U 01 00"),
        ("ACS ACR38U 00 00", "ACS ACR38U 01 00"),  # it was plugged in again and has another number
        ("Feitian R502 [CCID] 02 01", "Feitian R502 [CCID] 03 01"),
        ("Feitian R502 [CCID] 02 02", None),
        ("ACS", "ACS ACR38U 01 00"),
        ("AC", None),
    ],
)
def test_a_reader_is_found_again_under_another_number(wanted: str, found: str | None) -> None:
    names = ["ACS ACR38U 01 00", "Feitian R502 [CCID] 03 00", "Feitian R502 [CCID] 03 01"]
    assert find_reader(names, wanted) == found

"""Covers what a presenter says, taken apart: the full status, the ejector's byte, and anything else."""

from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.base import Condition, Fault, Media, PaperLevel, Status
from devices.printer.escpos_protocol.answers import Answer, AnswerParser, Behind, Full, RealTime
from devices.ticket_dispenser import exit_slot
from tests.examples import examples

WELL = Status(Condition.OK, None, PaperLevel.FULL, "status 12 12 12 12", Media.UNKNOWN)


class TestFullStatus:
    CASES: ClassVar = [
        ("00 00 00 00", Condition.OK, None, PaperLevel.FULL, Media.CLEAR),
        ("20 00 00 00", Condition.OK, None, PaperLevel.FULL, Media.PRESENT),
        ("04 00 00 00", Condition.OK, None, PaperLevel.LOW, Media.CLEAR),
        ("40 00 00 00", Condition.OK, None, PaperLevel.LOW, Media.CLEAR),
        ("05 00 00 00", Condition.FAULT, Fault.PAPER_OUT, PaperLevel.OUT, Media.CLEAR),
        ("25 02 00 00", Condition.FAULT, Fault.COVER_OPEN, PaperLevel.OUT, Media.PRESENT),
        ("00 01 00 00", Condition.FAULT, Fault.COVER_OPEN, PaperLevel.FULL, Media.CLEAR),
        ("00 20 00 00", Condition.UNKNOWN, None, PaperLevel.FULL, Media.CLEAR),
        ("00 00 01 00", Condition.FAULT, Fault.OVERHEATED, PaperLevel.FULL, Media.CLEAR),
        ("00 00 08 00", Condition.FAULT, Fault.BROKEN, PaperLevel.FULL, Media.CLEAR),
        ("20 00 40 00", Condition.FAULT, Fault.PAPER_JAM, PaperLevel.FULL, Media.JAMMED),
        ("00 00 00 01", Condition.FAULT, Fault.CUTTER, PaperLevel.FULL, Media.CLEAR),
        ("00 00 00 04", Condition.FAULT, Fault.BROKEN, PaperLevel.FULL, Media.CLEAR),
        ("00 08 02 00", Condition.OK, None, PaperLevel.FULL, Media.CLEAR),  # its motor runs; a byte came in damaged
    ]

    @pytest.mark.parametrize(("bits", "condition", "fault", "paper", "media"), CASES)
    def test_bits_say_what_is_wrong(
        self, bits: str, condition: Condition, fault: Fault | None, paper: PaperLevel, media: Media
    ) -> None:
        status = exit_slot.full(bytes.fromhex(bits))
        assert (status.condition, status.fault, status.paper, status.media) == (condition, fault, paper, media)

    @pytest.mark.parametrize("size", [0, 3, 5])
    def test_four_bytes_and_no_others(self, size: int) -> None:
        with pytest.raises(ValueError, match=str(size)):
            exit_slot.full(bytes(size))


@pytest.mark.parametrize(
    ("byte", "fault", "paper", "media"),
    [
        (0x04, None, PaperLevel.FULL, Media.CLEAR),
        (0x0C, None, PaperLevel.FULL, Media.PRESENT),
        (0x05, None, PaperLevel.LOW, Media.CLEAR),
        (0x44, Fault.BROKEN, PaperLevel.FULL, Media.CLEAR),
        (0x8C, Fault.PAPER_JAM, PaperLevel.FULL, Media.JAMMED),
    ],
)
def test_the_ejectors_byte(byte: int, fault: Fault | None, paper: PaperLevel, media: Media) -> None:
    status = exit_slot.with_ejector(WELL, byte)
    assert (status.fault, status.paper, status.media) == (fault, paper, media)
    assert f"ejector {byte:02X}" in status.detail


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(min_size=4, max_size=4), st.integers(0, 255))
def test_whatever_the_bits_a_fault_has_a_name_and_ok_means_that_none_is_told(bits: bytes, byte: int) -> None:
    for status in (exit_slot.full(bits), exit_slot.with_ejector(WELL, byte)):
        assert (status.condition is Condition.FAULT) == (status.fault is not None)
        assert (status.media is Media.JAMMED) <= (status.fault is not None)
    if exit_slot.full(bits).condition is Condition.OK:
        assert (bits[0] & 0x01, bits[1] & 0x23, bits[2] & 0x49, bits[3]) == (0, 0, 0, 0)


_BITS = st.lists(st.sampled_from([0x00, 0x01, 0x04, 0x20, 0x24, 0x40, 0x65, 0x6D]), min_size=4, max_size=4).map(bytes)


@settings(max_examples=examples(300), deadline=None)
@given(_BITS, st.integers(1, 5), st.lists(st.sampled_from([b"\x12", b"\x0f", b"\x13", b"\x11"]), max_size=4))
def test_a_full_status_is_understood_among_other_answers_however_it_is_split(
    bits: bytes, size: int, others: list[bytes]
) -> None:
    data = b"".join(others) + b"\x10\x0f" + bits + b"".join(others)
    parser = AnswerParser()
    heard: list[Answer] = []
    for start in range(0, len(data), size):
        heard += parser.feed(data[start : start + size])
    told: dict[bytes, list[Answer]] = {b"\x12": [RealTime(0x12)], b"\x0f": [Behind()]}
    around = [answer for other in others for answer in told.get(other, [])]
    assert [answer for answer in heard if isinstance(answer, RealTime | Behind | Full)] == [
        *around,
        Full(bits),
        *around,
    ]


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(max_size=200))
def test_garbage_is_survived_and_the_next_full_status_understood(garbage: bytes) -> None:
    parser = AnswerParser()
    for answer in parser.feed(garbage):
        if isinstance(answer, Full):
            exit_slot.full(answer.bits)
    assert parser.feed(b"\x12\x12" + b"\x10\x0f\x20\x00\x00\x00")[-1] == Full(b"\x20\x00\x00\x00")

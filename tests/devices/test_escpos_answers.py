"""A printer's answers taken apart: status in real time and by itself, answers behind the queue, blocks, XON, XOFF."""

from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.base import Condition, Fault, PaperLevel
from devices.printer.escpos_protocol import health
from devices.printer.escpos_protocol.answers import (
    CLEARED,
    AnswerParser,
    Automatic,
    Behind,
    Block,
    Flow,
    RealTime,
    printed,
)
from tests.examples import examples

ALL_KINDS = (
    (b"\x12", RealTime(0x12)),
    (b"\x7e", RealTime(0x7E)),
    (b"\x18\x08\x00\x0f", Automatic(b"\x18\x08\x00\x0f")),
    (b"\x00", Behind()),
    (b"\x0f", Behind()),
    (b"7\x22 Az~\x00", printed(b" Az~")),
    (b"7\x25\x00", CLEARED),
    (b"_SIM-80\x00", Block(b"_SIM-80")),
    (b"\x11", Flow.XON),
    (b"\x13", Flow.XOFF),
)


@pytest.mark.parametrize(("data", "answer"), ALL_KINDS)
def test_each_kind_of_answer_is_told_from_the_others(data: bytes, answer: object) -> None:
    assert AnswerParser().feed(data) == [answer]


def test_xoff_within_another_answer_breaks_neither() -> None:
    assert AnswerParser().feed(b"7\x22ab\x13cd\x00") == [Flow.XOFF, printed(b"abcd")]


def test_a_status_nobody_asked_for_ends_a_block_that_broke_off() -> None:
    assert AnswerParser().feed(b"7\x22a\x12" + b"7\x22abcd\x00") == [RealTime(0x12), printed(b"abcd")]


def test_an_automatic_status_that_lost_a_byte_does_not_take_the_next_answer_with_it() -> None:
    assert AnswerParser().feed(b"\x10\x00\x00" + b"\x12") == [RealTime(0x12)]


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from(ALL_KINDS), max_size=12), st.randoms(use_true_random=False))
def test_answers_are_the_same_however_they_are_split(kinds: list[tuple[bytes, object]], chance: object) -> None:
    data = b"".join(data for data, _ in kinds)
    parser, heard = AnswerParser(), []
    while data:
        size = chance.randint(1, 5)  # type: ignore[attr-defined]
        heard += parser.feed(data[:size])
        data = data[size:]
    assert heard == [answer for _, answer in kinds]


@settings(max_examples=examples(200), deadline=None)
@given(st.binary(max_size=300))
def test_garbage_is_survived_and_the_next_answer_understood(garbage: bytes) -> None:
    parser = AnswerParser()
    parser.feed(garbage)
    assert parser.feed(b"\x12\x12" + b"7\x25\x00")[-1] == CLEARED


class TestHealth:
    CASES: ClassVar = [
        ("12 12 12 12", Condition.OK, None, PaperLevel.FULL),
        ("12 12 12 1e", Condition.OK, None, PaperLevel.LOW),
        ("1a 32 12 7e", Condition.FAULT, Fault.PAPER_OUT, PaperLevel.OUT),
        ("1a 16 12 12", Condition.FAULT, Fault.COVER_OPEN, PaperLevel.FULL),
        ("1a 36 12 7e", Condition.FAULT, Fault.COVER_OPEN, PaperLevel.OUT),
        ("1a 52 1a 12", Condition.FAULT, Fault.CUTTER, PaperLevel.FULL),
        ("1a 52 32 12", Condition.FAULT, Fault.BROKEN, PaperLevel.FULL),
        ("1a 52 52 12", Condition.FAULT, Fault.OVERHEATED, PaperLevel.FULL),
        ("1a 52 12 12", Condition.FAULT, Fault.BROKEN, PaperLevel.FULL),
        ("1a 12 12 12", Condition.UNKNOWN, None, PaperLevel.FULL),
        ("72 12 16 12", Condition.OK, None, PaperLevel.FULL),  # TM-T88III: bits it leaves undefined
    ]

    @pytest.mark.parametrize(("answers", "condition", "fault", "paper"), CASES)
    def test_bits_say_what_is_wrong(
        self, answers: str, condition: Condition, fault: Fault | None, paper: PaperLevel
    ) -> None:
        status = health.status(bytes.fromhex(answers))
        assert (status.condition, status.fault, status.paper) == (condition, fault, paper)

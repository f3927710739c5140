"""The frames of SAM-V modules, with the bytes of the protocol's own examples."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.card_reader.frames import PREAMBLE, Answer, FrameParser, check_byte, request
from tests.examples import examples

MODULE = bytes.fromhex("00 14 00 00 90 05 00 01 00 09 B8 32 01 05 BE 12 00 AD C5 B1 11 63")
FUZZ = settings(max_examples=examples(200), deadline=None)


@pytest.mark.parametrize(
    ("command", "parameter", "rest"),
    [
        (0x10, 0xFF, "00 03 10 FF EC"),
        (0x11, 0xFF, "00 03 11 FF ED"),
        (0x12, 0xFF, "00 03 12 FF EE"),
        (0x20, 0x01, "00 03 20 01 22"),
        (0x20, 0x02, "00 03 20 02 21"),
        (0x30, 0x01, "00 03 30 01 32"),
        (0x30, 0x03, "00 03 30 03 30"),
        (0x30, 0x10, "00 03 30 10 23"),
        (0x60, 0x04, "00 03 60 04 67"),
    ],
)
def test_a_request_is_made_as_the_protocol_has_it(command: int, parameter: int, rest: str) -> None:
    assert request(command, parameter) == PREAMBLE + bytes.fromhex(rest)


@pytest.mark.parametrize(
    ("rest", "state", "data"),
    [
        ("00 08 00 00 9F 00 00 00 00 97", 0x9F, bytes(4)),
        ("00 04 00 00 80 84", 0x80, b""),
        ("00 04 00 00 90 94", 0x90, b""),
        ("00 04 00 00 41 45", 0x41, b""),
        (MODULE.hex(), 0x90, MODULE[5:-1]),
    ],
)
def test_an_answer_is_read(rest: str, state: int, data: bytes) -> None:
    assert FrameParser().feed(PREAMBLE + bytes.fromhex(rest)) == Answer(state, data)


def test_the_state_is_the_third_byte_alone() -> None:
    body = bytes.fromhex("00 04 07 09 41")
    assert FrameParser().feed(PREAMBLE + body + bytes((check_byte(body),))) == Answer(0x41, b"")


def test_a_wrong_check_byte_is_no_answer_and_the_next_frame_is_read() -> None:
    parser = FrameParser()
    wrong = PREAMBLE + bytes.fromhex("00 04 00 00 90 95")
    assert parser.feed(wrong) is None
    assert parser.garbled
    assert parser.feed(PREAMBLE + bytes.fromhex("00 04 00 00 80 84")) == Answer(0x80, b"")


def test_an_impossible_length_does_not_swallow_the_next_frame() -> None:
    good = PREAMBLE + bytes.fromhex("00 04 00 00 90 94")
    assert FrameParser().feed(PREAMBLE + b"\xff\xff" + good) == Answer(0x90, b"")


def test_an_answer_does_not_show_its_data() -> None:
    assert "name" not in repr(Answer(0x90, b"name"))


@FUZZ
@given(st.binary(max_size=80), st.binary(max_size=60), st.lists(st.integers(1, 20), max_size=40))
def test_a_frame_is_found_behind_any_noise_and_in_any_pieces(noise: bytes, data: bytes, cuts: list[int]) -> None:
    body = (len(data) + 4).to_bytes(2, "big") + b"\0\0\x90" + data
    stream = noise.replace(PREAMBLE, b"") + PREAMBLE + body + bytes((check_byte(body),))
    parser, answer = FrameParser(), None
    for cut in [*cuts, len(stream)]:
        answer = answer or parser.feed(stream[:cut])
        stream = stream[cut:]
    assert answer == Answer(0x90, data)


@FUZZ
@given(st.lists(st.binary(max_size=40) | st.just(PREAMBLE), max_size=30))
def test_whatever_comes_the_parser_goes_on(pieces: list[bytes]) -> None:
    parser = FrameParser()
    for piece in pieces:
        parser.feed(piece)
    found = [parser.feed(PREAMBLE + bytes.fromhex("00 04 00 00 80 84")) for _ in range(300)]
    assert Answer(0x80, b"") in found

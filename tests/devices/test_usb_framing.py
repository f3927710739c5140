"""Framings of USB readers, with any bytes at all: what was cut into packets comes together again or is refused."""

import errno
from itertools import pairwise
from pathlib import Path

import pytest
import usb.core
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from devices.base import DeviceError, Fault
from devices.card_reader.frames import PREAMBLE, Answer, FrameParser, check_byte
from devices.transports.framed_usb import PipesTransport, ReportTransport
from devices.transports.framing import Pipes, ReportCoder, Reports, read_framing
from devices.transports.usb_pipe import Pipe
from tests.examples import examples

DATA = st.binary(min_size=1, max_size=400)


class Endpoint:
    """What pyusb makes of one: it has these packets, then nothing; an OSError's number is raised."""

    def __init__(self, *packets: bytes | int) -> None:
        self.packets = list(packets)
        self.wMaxPacketSize = 64
        self.bEndpointAddress = 0x81
        self.halts = 0

    def read(self, size: int, timeout: int) -> bytes:
        if not self.packets:
            raise usb.core.USBTimeoutError("timeout", errno=errno.ETIMEDOUT)
        packet = self.packets.pop(0)
        if isinstance(packet, int):
            raise usb.core.USBError("error", errno=packet)
        if len(packet) > size:
            raise usb.core.USBError("overflow", errno=errno.EOVERFLOW)
        return packet

    def clear_halt(self) -> None:
        self.halts += 1


class NoEndpoint:
    def write(self, data: bytes, within: float) -> None:
        raise AssertionError(data)


def frame(state: int, data: bytes) -> bytes:
    body = (len(data) + 4).to_bytes(2, "big") + bytes((0, 0, state)) + data
    return PREAMBLE + body + bytes((check_byte(body),))


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted({place % (len(data) + 1) for place in places}), len(data)]
    pieces = [data[start:stop] for start, stop in pairwise(edges)]
    return [piece[at : at + 64] for piece in pieces for at in range(0, max(1, len(piece)), 64)]


def pipes(header: list[bytes | int], body: list[bytes | int]) -> PipesTransport:
    ends = [Endpoint(), Endpoint(), Endpoint(*header), Endpoint(*body)]
    return PipesTransport(Pipes(), [Pipe(end) for end in ends], lambda: None)


def answers(transport: PipesTransport | ReportTransport) -> list[Answer]:
    parser, found = FrameParser(), []
    while data := transport.read(4096, 0.001):
        answer = parser.feed(data)
        if answer:
            found.append(answer)
    return found


FRAMINGS: st.SearchStrategy[dict[str, object]] = st.builds(
    dict,
    report_bytes=st.sampled_from([16, 32, 64, 256]),
    report_id=st.none() | st.integers(1, 255),
    header_out=st.sampled_from(["", "FC", "A5 5A"]),
    length_bytes=st.sampled_from([1, 2]),
    length_order=st.sampled_from(["big", "little"]),
    length_extra=st.integers(0, 3),
    length_of=st.sampled_from(["report", "message"]),
    padding=st.integers(0, 255),
)


@given(FRAMINGS, DATA)
def test_what_is_put_into_reports_comes_out_of_them(fields: dict[str, object], data: bytes) -> None:
    framing = Reports.model_validate({**fields, "header_in": fields["header_out"]})
    if framing.length_bytes == 1:
        data = data[:200]
    sender, receiver = ReportCoder(framing), ReportCoder(framing)
    reports = sender.encode(data)
    assert {len(report) for report in reports} == {framing.report_bytes}
    assert b"".join(receiver.decode(report) for report in reports) == data


@given(FRAMINGS, st.lists(st.binary(max_size=80), max_size=8))
def test_any_reports_at_all_are_decoded_to_no_more_than_they_hold(
    fields: dict[str, object], reports: list[bytes]
) -> None:
    coder = ReportCoder(Reports.model_validate(fields))
    for report in reports:
        assert coder.decode(report) in report


@given(st.binary(max_size=300), st.lists(st.integers(0, 400), max_size=6), st.lists(st.integers(0, 7), max_size=3))
def test_a_frame_over_two_pipes_may_be_cut_anywhere(data: bytes, in_body: list[int], in_header: list[int]) -> None:
    whole = frame(0x90, data)
    transport = pipes(list(cut(whole[:7], in_header)), list(cut(whole[7:], in_body)))
    assert answers(transport) == [Answer(0x90, data)]


@settings(max_examples=examples(60))
@given(st.lists(st.binary(max_size=64), max_size=5), st.lists(st.binary(max_size=64), max_size=5))
def test_garbage_on_both_pipes_ends_and_after_it_a_frame_is_read(header: list[bytes], body: list[bytes]) -> None:
    transport = pipes(list(header), list(body))
    assert answers(transport) == []
    transport.discard()
    whole = frame(0x9F, bytes(4))
    transport._header_in._endpoint.packets = [whole[:7]]
    transport._body_in._endpoint.packets = [whole[7:]]
    assert answers(transport) == [Answer(0x9F, bytes(4))]


@pytest.mark.parametrize("length", [0, 3, 4, 2400, 0xFFFF])
def test_a_header_with_a_wrong_length_is_no_answer_and_ends(length: int) -> None:
    transport = pipes([PREAMBLE + length.to_bytes(2, "big")], [bytes(64)] * 3)
    assert answers(transport) == []
    transport.discard()
    assert transport.read(10, 0.001) == b""


def test_a_body_without_its_header_is_forgotten_before_the_next_question() -> None:
    whole = frame(0x90, b"later")
    transport = pipes([], [whole[7:]])
    assert answers(transport) == []
    transport.discard()
    transport._header_in._endpoint.packets = [whole[:7]]
    transport._body_in._endpoint.packets = [whole[7:]]
    assert answers(transport) == [Answer(0x90, b"later")]


def test_empty_packets_stalls_and_long_packets_are_passed_over() -> None:
    whole = frame(0x90, bytes(40))
    transport = pipes([b"", errno.EPIPE, whole[:7]], [b"", errno.EOVERFLOW, b"", whole[7:]])
    parser, found = FrameParser(), None
    for _ in range(4):
        found = found or parser.feed(transport.read(4096, 1.0))
    assert found == Answer(0x90, bytes(40))
    assert transport._header_in._endpoint.halts == 1


@pytest.mark.parametrize("number", [errno.ENODEV, errno.EIO, errno.EPROTO, errno.ESHUTDOWN])
def test_a_device_that_is_gone_in_mid_frame_is_disconnected(number: int) -> None:
    transport = pipes([frame(0x90, bytes(40))[:7]], [bytes(10), number])
    with pytest.raises(DeviceError) as caught:
        answers(transport)
    assert caught.value.fault is Fault.DISCONNECTED


def test_reports_without_bytes_in_them_are_silence_and_not_the_end() -> None:
    coder = ReportCoder(Reports())
    packets = [bytes(64), bytes(64), *coder.encode(frame(0x90, b"")), bytes(64)]
    transport = ReportTransport(Reports(), NoEndpoint(), Pipe(Endpoint(*packets)), lambda: None)
    assert answers(transport) == [Answer(0x90, b"")]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"report_bytes": 8, "header_out": "01 02 03 04 05 06 07"}, "no room"),
        ({"length_of": "message", "length_bytes": 0}, "no end"),
        ({"header_in": "AG"}, "header_in"),
        ({"report_id": 256}, "report_id"),
        ({"report_size": 64}, "report_size"),
    ],
)
def test_a_framing_that_cannot_be_is_refused(fields: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        Reports.model_validate(fields)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "framing"),
        ("[framing]", "kind"),
        ('[framing]\nkind = "morse"', "morse"),
        ('[framing]\nkind = "reports"\nreport_bytes = "many"', "report_bytes"),
        ("[framing", "Expected"),
        ("\xff", "framing|codec|Invalid"),
    ],
)
def test_a_profile_file_says_what_is_wrong_with_it(text: str, word: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=word):
        read_framing(file)
    with pytest.raises(ValueError, match="No such file"):
        read_framing(tmp_path / "none.toml")

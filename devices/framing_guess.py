"""From a capture of a USB reader to the framing of its packets. Each proposal is tried on the whole capture: it must
read every answer in it and make every question as it was sent."""

from collections.abc import Iterator

from pydantic import ValidationError

from devices.captures import Capture, Passage
from devices.card_reader.frames import PREAMBLE, FrameParser
from devices.transports.framing import Framing, Pipes, ReportCoder, Reports, Stream

_HEADER = len(PREAMBLE) + 2


def guess_framing(capture: Capture) -> Framing | None:
    """Returns the first that explains the whole capture, or None."""
    return next((framing for framing in _proposals(capture) if explains(framing, capture)), None)


def explains(framing: Framing, capture: Capture) -> bool:
    """Returns whether it reads at least two answers of different lengths, and nothing else, and makes every
    question."""
    if isinstance(framing, Pipes):
        ends = (framing.header_out, framing.body_out, framing.header_in, framing.body_in)
        packets = [passage for passage in capture.passages if passage.data]
        return all(passage.endpoint in ends for passage in packets) and _whole(capture, None)
    if isinstance(framing, Stream):
        return _whole(capture, None)
    return _whole(capture, framing) and all(_makes(framing, sent) for sent, _ in capture.exchanges() if sent)


def _whole(capture: Capture, reports: Reports | None) -> bool:
    """Returns whether the answers are whole frames with nothing between them. An exchange that was broken off may lack
    its end."""
    lengths = set()
    for _, came in capture.exchanges():
        parser, coder = FrameParser(), ReportCoder(reports) if reports else None
        for passage in came:
            answer = parser.feed(coder.decode(passage.data) if coder else passage.data)
            if answer:
                lengths.add(len(answer.data))
        if parser.garbled:
            return False
    return len(lengths) > 1


def _makes(framing: Reports, sent: tuple[Passage, ...]) -> bool:
    """Returns whether what was sent is what this framing makes of the frames in it. The padding may be anything."""
    coder = ReportCoder(framing)
    for start in range(len(sent)):
        first = sent[start].data
        place = first.find(PREAMBLE)
        if place >= 0:
            length = int.from_bytes(first[place + 5 : place + 7], "big")
            reports = coder.encode(first[place : place + _HEADER + length])
            stop = place + min(_HEADER + length, len(first) - place)
            if not reports or reports[0][:stop] != first[:stop] or len(reports[0]) != len(first):
                return False
    return True


def _proposals(capture: Capture) -> Iterator[Framing]:
    sent = [passage for passage in capture.passages if passage.to_device and PREAMBLE in passage.data]
    came = [passage for passage in capture.passages if not passage.to_device and PREAMBLE in passage.data]
    if not sent or not came:
        return
    yield from _pipes(capture, sent[0], came[0])
    if sent[0].data.startswith(PREAMBLE) and came[0].data.startswith(PREAMBLE):
        yield Stream()
    yield from _reports(sent, came)


def _pipes(capture: Capture, sent: Passage, came: Passage) -> Iterator[Pipes]:
    if len(sent.data) != _HEADER:
        return
    used = {(passage.to_device, passage.endpoint) for passage in capture.passages if passage.data}
    used -= {(True, sent.endpoint), (False, came.endpoint)}
    bodies = dict(used)
    if len(used) == len(bodies) == 2:
        ends = {"header_out": sent.endpoint, "body_out": bodies[True]}
        ends |= {"header_in": came.endpoint, "body_in": bodies[False]}
        yield Pipes.model_validate(ends)


def _reports(sent: list[Passage], came: list[Passage]) -> Iterator[Reports]:
    out, into = sent[0].data, came[0].data
    before_out, before_in = out[: out.find(PREAMBLE)], into[: into.find(PREAMBLE)]
    numbered = before_out[:1] == before_in[:1] and before_out[:1] not in (b"", b"\0")
    for report_id in (before_out[0], None) if numbered else (None,):
        skip = 0 if report_id is None else 1
        for length_bytes in (2, 1, 0):
            if min(len(before_out), len(before_in)) < skip + length_bytes:
                continue
            for choice in _choices(length_bytes):
                proposal = {
                    "report_bytes": len(out),
                    "report_id": report_id,
                    "header_out": before_out[skip : len(before_out) - length_bytes].hex(" ").upper(),
                    "header_in": before_in[skip : len(before_in) - length_bytes].hex(" ").upper(),
                    "length_bytes": length_bytes,
                    "length_extra": _extra(into, length_bytes, choice),
                    "padding": out[-1],
                    **choice,
                }
                try:
                    yield Reports.model_validate(proposal)
                except ValidationError:
                    continue


def _choices(length_bytes: int) -> list[dict[str, str]]:
    orders = ("little", "big") if length_bytes == 2 else ("big",)
    kinds = {2: ("message", "report"), 1: ("report", "message"), 0: ("report",)}[length_bytes]
    return [{"length_order": order, "length_of": kind} for order in orders for kind in kinds]


def _extra(report: bytes, length_bytes: int, choice: dict[str, str]) -> int:
    """Returns what the number there is higher by than the bytes that it counts."""
    place = report.find(PREAMBLE)
    frame = _HEADER + int.from_bytes(report[place + 5 : place + 7], "big")
    counted = min(frame, len(report) - place) if choice["length_of"] == "report" else frame
    field = report[place - length_bytes : place]
    stated_length = int.from_bytes(field, "little" if choice["length_order"] == "little" else "big")
    return stated_length - counted if length_bytes else 0

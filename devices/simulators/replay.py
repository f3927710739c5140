"""A device made of a capture: asked what was asked then, it answers what was answered then.

Each question has its answers in the order of the capture, the same one twice in a row counting once; the last stays.
What it is asked otherwise it does not answer, and tells as `unknown` in its state.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from devices.captures import Capture, Passage, read_capture
from devices.simulators import base
from devices.simulators.base import Command
from devices.simulators.line import SimulatedLine
from devices.simulators.usb_layouts import CapturedPackets

_MOST_UNKNOWN = 20


class Simulator(base.Simulator):
    FAULTS: ClassVar[frozenset[str]] = frozenset({"silence"})

    def __init__(self, line: SimulatedLine) -> None:
        super().__init__(line)
        self._come = b""
        self._over_usb = False
        self._answers: dict[bytes, list[tuple[Passage, ...]]] = {}
        self._at: defaultdict[bytes, int] = defaultdict(int)
        self._unknown: list[str] = []
        self._answered = 0

    def commands(self) -> Mapping[str, Command]:
        return {"load": self._load, "play": self._play}

    def state(self) -> Mapping[str, Any]:
        """Returns `answered`: how many questions; `unknown`: what it was asked and does not know."""
        return {"answered": self._answered, "unknown": self._unknown}

    def _load(self, fields: Mapping[str, Any]) -> None:
        """Loads the capture `file`."""
        capture = read_capture(Path(str(fields.get("file"))))
        self._answers, self._over_usb = script(capture), capture.over_usb
        self._at.clear()

    def _play(self, fields: Mapping[str, Any]) -> None:
        """Plays what came without a question, as from a scanner."""
        self._answer(b"")

    def unplugged(self) -> None:
        self._come = b""

    def received(self, data: bytes) -> None:
        self._come += data
        if self._come in self._answers:
            question, self._come = self._come, b""
            if not self.has_fault("silence"):
                self._answer(question)
        elif not any(question.startswith(self._come) for question in self._answers):
            self._unknown = [*self._unknown, self._as_text(self._come)][-_MOST_UNKNOWN:]
            self._come = b""

    def _as_text(self, question: bytes) -> str:
        """Returns the message as a capture has it."""
        if not self._over_usb:
            return f"> {question.hex(' ').upper()}"
        packets = []
        while question:
            stop = 3 + int.from_bytes(question[1:3], "big")
            packets.append(f">{question[0]:02X} {question[3:stop].hex(' ').upper()}")
            question = question[stop:]
        return " ".join(packets)

    def _answer(self, question: bytes) -> None:
        answers = self._answers.get(question, [()])
        place = min(self._at[question], len(answers) - 1)
        self._at[question] += 1
        self._answered += 1
        for passage in answers[place]:
            self.line.send(as_message(passage))


def as_message(passage: Passage) -> bytes:
    """Returns the bytes, over USB with the endpoint before them."""
    return passage.data if passage.endpoint is None else CapturedPackets.message(passage.endpoint, passage.data)


def script(capture: Capture) -> dict[bytes, list[tuple[Passage, ...]]]:
    """Returns the answers by question."""
    answers: dict[bytes, list[tuple[Passage, ...]]] = {}
    for sent, came in capture.exchanges():
        question = b"".join(as_message(passage) for passage in sent)
        passages = answers.setdefault(question, [])
        if not passages or _bytes(passages[-1]) != _bytes(came):
            passages.append(came)
    return answers


def _bytes(passages: tuple[Passage, ...]) -> bytes:
    return b"".join(as_message(passage) for passage in passages)

"""Ask and be answered over one line: what came in, in order, and waiting for what is wanted."""

import time
from collections import deque
from typing import NoReturn

from devices.base import DeviceError, Fault
from devices.printer.escpos_protocol import commands
from devices.printer.escpos_protocol.answers import Answer, AnswerParser, Behind, Block, Flow, Full, RealTime
from devices.transports import Transport

_WRITE_SECONDS = 5.0
_GRACE_SECONDS = 0.02  # in which an answer too many shows itself
_ATTEMPTS = 2
_LEAST_SECONDS = 0.15  # that any answer may take
_LEAST_MEASURED = 0.001  # seconds
_MOST_UNANSWERED = 30  # questions behind the queue that are reckoned with at most
_FLOW = bytes((Flow.XON.value, Flow.XOFF.value))


class Conversation:
    """`answer_seconds`: how long a printer may take for an answer in real time. One that recently answered much sooner
    is waited for less long, so that its silence is soon seen."""

    def __init__(self, line: Transport, answer_seconds: float) -> None:
        self._line = line
        self._answer_seconds = answer_seconds
        self._parser = AnswerParser()
        self._held = False  # by XOFF
        self._stale = False
        self._slowest = answer_seconds  # of the last answers
        self._is_recognised = False  # whether it has ever answered as such a printer does
        self._bytes = 0  # that came in
        self.heard: deque[Answer] = deque(maxlen=64)  # all but status and flow
        self.unanswered = 0  # questions behind the queue, at most: their answers may still come
        self._strange = 0  # answers to what was never asked

    def send(self, data: bytes, within: float = _WRITE_SECONDS) -> None:
        """Raises DeviceError(disconnected, not_responding)."""
        self._line.write(data, min(within, _WRITE_SECONDS))

    @property
    def held(self) -> bool:
        """Returns whether the printer has sent XOFF."""
        return self._held

    def start_over(self) -> None:
        """Resets what the printer said of its buffer, which is about to be emptied."""
        self._held = False
        self.heard.clear()

    def hear(self, within: float) -> list[Answer]:
        """Returns what has come in: as soon as there is something, or nothing when the time is up."""
        data = self._line.read(512, max(0.0, within))
        self._bytes += len(data)
        answers = self._parser.feed(data)
        for answer in answers:
            if isinstance(answer, Flow):
                self._held = answer is Flow.XOFF
            elif isinstance(answer, Behind | Block):
                self.heard.append(answer)
                expected = isinstance(answer, Behind) and self.unanswered > 0
                self.unanswered -= expected
                self._strange += not expected
        return answers

    def wait_for(self, answer: Answer, within: float) -> bool:
        """Returns whether such an answer has been heard since `heard` was cleared, or is heard in time."""
        end = time.monotonic() + within
        while answer not in self.heard and (left := end - time.monotonic()) > 0:
            self.hear(left)
        return answer in self.heard

    def ask_behind(self) -> None:
        """Asks one question behind the queue. Raises DeviceError as `send` does."""
        self.unanswered += 1
        self.send(commands.ANSWER_BEHIND)

    def all_answered(self, within: float) -> bool:
        """Returns whether every question behind the queue is answered in time."""
        end = time.monotonic() + within
        while self.unanswered and (left := end - time.monotonic()) > 0:
            self.hear(left)
        return not self.unanswered

    def catch_up(self, before: bytes, within: float) -> bool:
        """Returns whether the printer has in time dealt with `before`, and with all that was sent ahead of it. One
        question more is asked than are unanswered, and that many answers are counted, so that at least one is to a new
        question."""
        end = time.monotonic() + within
        while self._held and (left := end - time.monotonic()) > 0:
            self.hear(left)
        if self._held:
            return False
        questions = self.unanswered + 1
        self.heard.clear()
        self.send(before + commands.ANSWER_BEHIND * questions)
        self.unanswered = min(self.unanswered + questions, _MOST_UNANSWERED)
        while self.heard.count(Behind()) < questions and (left := end - time.monotonic()) > 0:
            self.hear(left)
        if self.heard.count(Behind()) < questions:
            return False
        while self.unanswered and self.hear(_GRACE_SECONDS):
            pass
        self.unanswered = 0
        return True

    def health(self) -> list[int]:
        """Returns the answers to DLE EOT 1 to 4. Raises DeviceError(not_responding) where not exactly these come in
        time, wrong_device where something else came from what never answered as a printer does."""
        for _ in range(_ATTEMPTS):
            self.settle()
            before, asked_at = self._bytes, time.monotonic()
            strange = self._strange
            self.send(commands.QUERIES)
            bits = self._real_time(4, self._patience)
            if len(bits) < 4:
                self._no_answer(len(bits), 4, before)
            if not self._is_recognised and self._strange > strange:
                raise DeviceError(Fault.WRONG_DEVICE, "answers to what was never asked")
            self._is_recognised = True
            self._slowest = max(time.monotonic() - asked_at, 0.75 * self._slowest)
            if not self._real_time(1, _GRACE_SECONDS) and len(bits) == 4:
                return bits
            self.distrust()  # one came that was not asked for: which is which cannot be known
        raise DeviceError(Fault.NOT_RESPONDING, "status answers that nobody asked for")

    def seconds_to_pass(self, data: bytes, within: float) -> float:
        """Returns how long the line takes to carry the data to the printer, by an answer in real time behind it; at
        most `within`. Raises DeviceError as `send` does."""
        self.settle()
        began = time.monotonic()
        self.send(data + commands.QUERIES[:3])
        if not self._real_time(1, within):
            self.distrust()
        return max(time.monotonic() - began, _LEAST_MEASURED)

    @property
    def _patience(self) -> float:
        return min(self._answer_seconds, max(_LEAST_SECONDS, 4 * self._slowest))

    def _real_time(self, count: int, within: float) -> list[int]:
        """Returns that many real-time answers, or more, or fewer when the time is up."""
        bits: list[int] = []
        end = time.monotonic() + within
        while len(bits) < count and (left := end - time.monotonic()) > 0:
            bits += [answer.bits for answer in self.hear(left) if isinstance(answer, RealTime)]
        return bits

    def full_status(self) -> bytes:
        """Returns the four bytes that answer DLE EOT 20. Raises DeviceError as `health` does."""
        self.settle()
        before, asked_at = self._bytes, time.monotonic()
        self.send(commands.FULL_STATUS)
        end = asked_at + self._patience
        statuses: list[bytes] = []
        while not statuses and (left := end - time.monotonic()) > 0:
            statuses = [answer.bits for answer in self.hear(left) if isinstance(answer, Full)]
        if not statuses:
            self._no_answer(0, 1, before)
        self._is_recognised = True
        self._slowest = max(time.monotonic() - asked_at, 0.75 * self._slowest)
        return statuses[-1]

    def raw(self, question: bytes, size: int) -> bytes:
        """Returns the first `size` bytes that come in answer to a question behind the queue: fewer when the time is up,
        which is twice that of an answer in real time. For answers that nothing tells from others: nothing else is
        asked."""
        self.settle()
        self.send(question)
        end, data = time.monotonic() + 2 * self._answer_seconds, b""
        while len(data) < size and (left := end - time.monotonic()) > 0:
            data += self._line.read(64, left).translate(None, _FLOW)
        if len(data) < size:
            self.distrust()
        return data[:size]

    def _no_answer(self, came: int, of: int, before: int) -> NoReturn:
        """Raises the error of a missing answer. `before`: how many bytes had come in when it was asked."""
        self.distrust()
        if not self._is_recognised and not came and self._bytes > before:
            raise DeviceError(Fault.WRONG_DEVICE, f"{self._bytes - before} bytes came, and no status among them")
        raise DeviceError(Fault.NOT_RESPONDING, f"{came} of {of} status answers in {self._patience:.1f} s")

    def distrust(self) -> None:
        """Marks that answers may still come to a question that was given up."""
        self._stale = True

    def settle(self) -> None:
        """Discards what came in unasked, and the late answers to a question given up."""
        end = time.monotonic() + 2 * self._patience
        quiet = self._patience if self._stale else 0.0
        while self.hear(quiet) and time.monotonic() < end:
            pass
        self._stale = False

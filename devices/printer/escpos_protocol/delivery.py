"""A job on its way to a printer: portion by portion, each answered before the next, with an eye on its health."""

import time
from collections.abc import Callable, Sequence

from devices.base import DeviceError, Fault, Status
from devices.paper_usage import PaperUsage
from devices.printer.escpos_protocol import commands
from devices.printer.escpos_protocol.answers import Answer, Behind, printed
from devices.printer.escpos_protocol.conversation import Conversation

WINDOW = 2048  # bytes on their way at most: half of a receive buffer
LOOK_SECONDS = 0.25  # between two looks at the printer's health while it prints
_SLOWEST = 960  # bytes a second, at 9600 baud: a question waits in line behind what was sent
_MM_A_SECOND = 80  # of a slow printer
_ENOUGH_SECONDS = 8.0  # whatever the estimate says


class JobDelivery:
    def __init__(self, talk: Conversation, health: Callable[[], Status], silence_seconds: float, end: float) -> None:
        """`end` in monotonic time. A printer that prints may be silent for `silence_seconds`."""
        self._talk = talk
        self._health = health
        self._silence = silence_seconds
        self._end = end

    def send_lines(self, portion: bytes) -> None:
        """Returns when the printer has dealt with these. Raises DeviceError as `send` does."""
        self._talk.unanswered += 1
        self.send(portion + commands.ANSWER_BEHIND, Behind())

    def put_on_paper(self, portion: bytes, process: bytes | None) -> None:
        """Returns when it is known to be on paper: by its process id, else by an answer behind it, which says that all
        was taken, and the sensors, which say that it went well. Raises DeviceError as `send` does."""
        if process is not None:
            self.send(portion + commands.answer_when_printed(process), printed(process))
        else:
            self.send_lines(portion)
            self.look()

    def send(self, portion: bytes, answer: Answer, every: float = LOOK_SECONDS) -> None:
        """Returns when `answer` came; looks at the printer's health meanwhile. Raises DeviceError: its fault,
        not_responding, not_printed when the time is up."""
        talk = self._talk
        silent_at = time.monotonic() + self._silence + len(portion) / _SLOWEST
        talk.heard.clear()
        sent = False
        while time.monotonic() < self._end:
            if not sent and not talk.held:
                talk.send(portion, self._end - time.monotonic())
                sent = True
            if talk.wait_for(answer, every):
                return
            if self.look(until=silent_at):
                silent_at = max(silent_at, time.monotonic() + self._silence)
        raise DeviceError(Fault.NOT_PRINTED, "not told in time that it is printed")

    def look(self, until: float = 0.0) -> bool:
        """Returns whether the printer answers; False for silence before `until`. Raises DeviceError for a fault, and
        for silence after it."""
        try:
            status = self._health()
        except DeviceError as error:
            if error.fault is not Fault.NOT_RESPONDING or time.monotonic() >= until:
                raise
            return False
        if status.fault is not None:
            raise DeviceError(status.fault, status.detail)
        return True


def seconds_needed(pieces: Sequence[bytes], length: PaperUsage) -> float:
    """Returns what a job takes at least on a slow line and a slow printer."""
    sent = sum(map(len, pieces)) / _SLOWEST
    return min(_ENOUGH_SECONDS, 1.0 + max(sent, length.millimetres / _MM_A_SECOND))

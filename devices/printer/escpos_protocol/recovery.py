"""Bring what earlier jobs left in a printer to its end, so that it stands on no other job's paper."""

import time
from collections.abc import Callable
from itertools import count

from devices.base import Condition, DeviceError, Fault, Status
from devices.printer.escpos_protocol import commands
from devices.printer.escpos_protocol.answers import CLEARED, printed
from devices.printer.escpos_protocol.conversation import Conversation

PROBE_SECONDS = 1.5  # for an answer where nothing else is to be done
_CLEAR_SECONDS = 1.0
_VOID_SECONDS = 3.0  # to print and to cut a line
_STEP_SECONDS = 2.5  # for the zeros of one step on the line at 9600 baud
_STEPS = 4
# An unfinished command takes the next bytes for its parameters or its data: zeros make no length longer and are white
# dots of an image, and they are nothing at all where no command is unfinished.
_FILL = bytes(2048)
_LARGEST_FILL = 1 << 16
_FILL_SECONDS = 1.5  # that the zeros of a later step take on their line, at the rate that was measured
_NO_LENGTH = bytes(16)
_NO_CUT = b"\n"  # GS V 10 is none of Epson's cuts, GS V 0 is one
_EARLIER_QUESTIONS = 4  # of an earlier program, which may be unanswered
_ID_DIGITS = 95  # 20 to 7E

RECOVERY_SECONDS = (_STEPS + 1) * _STEP_SECONDS + 2 * _VOID_SECONDS + PROBE_SECONDS + _CLEAR_SECONDS

_processes = count(time.time_ns() // 1_000_000)


def new_process() -> bytes:
    """Returns a process id that no recent job had: four bytes of 20 to 7E."""
    number = next(_processes)
    return bytes(0x20 + number // _ID_DIGITS**place % _ID_DIGITS for place in range(4))


class Recovery:
    """One printer's, for as long as its line is open."""

    def __init__(self, talk: Conversation, health: Callable[[], Status], clears: bool) -> None:
        """`health` raises DeviceError where the printer does not answer. `clears`: it may know DLE DC4 8."""
        self._talk = talk
        self._health = health
        self._clears = clears
        self.process_ids = False  # it answers GS ( H: set once that is known
        self._first_asked = False

    def end_parameters(self, of_cut: bool = False) -> None:
        """Ends half a command before anything else is sent, also in real time, to a printer that may hold one: an
        unfinished length becomes no longer by zeros, and megabytes by a question. `of_cut`: nothing but the cut can be
        unfinished. Raises DeviceError."""
        self._talk.send(_NO_CUT * of_cut + _NO_LENGTH)

    def ask_first(self) -> None:
        """Asks a question first, where no command of ours is unfinished: one of another program takes it as its own,
        and only the missing answer tells that. Raises DeviceError."""
        self._talk.ask_behind()
        self._first_asked = True

    def empty(self, cutter: bool) -> bool:
        """Returns whether the printer has confirmed that nothing is left in its buffers. `cutter`: its blade has to be
        freed."""
        talk = self._talk
        if cutter and not self._clears:
            talk.send(commands.CLEAR_BUFFERS)
        if not self._clears:
            return False
        talk.start_over()
        talk.send(commands.CLEAR_BUFFERS + commands.CLEAR_ALL)
        self._clears = talk.wait_for(CLEARED, _CLEAR_SECONDS)
        if self._clears:
            talk.unanswered = 0
        return self._clears

    def is_idle(self, within: float = PROBE_SECONDS) -> bool:
        """Returns whether the printer answers in time a question that was never asked before. Then nothing is before it
        in the queue, and no unfinished command swallows it."""
        first_asked, self._first_asked = self._first_asked, False
        if first_asked and not self._talk.all_answered(within):
            return False
        return self._is_printed(b"", within)

    def run_out(self, earlier_program: bool) -> None:
        """Returns when what was sent is printed, or forgotten. Raises DeviceError: the printer's fault meanwhile,
        not_responding."""
        if earlier_program:
            self._talk.unanswered = max(self._talk.unanswered, _EARLIER_QUESTIONS)
        if self.empty(cutter=False) and self.is_idle():
            return
        fill = _FILL
        for step in range(_STEPS):
            if self._is_printed(fill, _STEP_SECONDS):
                return
            self._check_health()
            if step == 0:
                fill = self._larger_fill()
        raise DeviceError(Fault.NOT_RESPONDING, "it answers in real time but not behind its queue")

    def _larger_fill(self) -> bytes:
        """Returns the zeros that the line carries in one step, by what the first ones take on it: another program's
        command may miss much."""
        seconds = self._talk.seconds_to_pass(_FILL, _STEP_SECONDS)
        return bytes(max(len(_FILL), min(_LARGEST_FILL, int(len(_FILL) / seconds * _FILL_SECONDS))))

    def cut_off(self, lines: bytes, end: bytes) -> None:
        """Prints these lines below what remained, and cuts it off from the next job's paper. Raises DeviceError."""
        for portion in (lines, end):  # cut only what is known to be marked
            done = self._is_printed(portion, _VOID_SECONDS)
            self._check_health()
            if not done:
                raise DeviceError(Fault.NOT_RESPONDING, "not told that the void mark is printed")

    def _is_printed(self, portion: bytes, within: float) -> bool:
        if not self.process_ids:
            return self._talk.catch_up(portion, within)
        process = new_process()
        self._talk.heard.clear()
        self._talk.send(portion + commands.answer_when_printed(process))
        return self._talk.wait_for(printed(process), within)

    def _check_health(self) -> None:
        status = self._health()
        if status.condition is not Condition.OK:
            raise DeviceError(status.fault or Fault.NOT_RESPONDING, status.detail)

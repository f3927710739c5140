"""Queue-number printers with a presenter: the ticket is printed behind the exit slot, cut, presented, and
retracted when nobody takes it. Custom's and Pyramid's; the sources of the bytes stand in `presenters.py`."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from devices.base import ISSUE_SECONDS, Condition, DeviceError, Fault, JobNotStarted, Media, Status, UnplugSeen
from devices.documents import Align, Document, Line
from devices.paper_usage import PaperUsage, estimate_usage
from devices.printer.escpos_protocol import commands, health, job
from devices.printer.escpos_protocol.conversation import Conversation
from devices.printer.escpos_protocol.delivery import WINDOW, JobDelivery, seconds_needed
from devices.printer.escpos_protocol.recovery import RECOVERY_SECONDS, Recovery
from devices.printer.unfinished_jobs import unfinished_jobs
from devices.ticket_dispenser import exit_slot
from devices.ticket_dispenser.exit_watch import ExitWatch
from devices.ticket_dispenser.presenters import PROFILES
from devices.transports import Transport, open_transport
from devices.tried import simulated

TRIED = (simulated("presenter"),)
_FILL_SECONDS = 1.5  # for what brings an unfinished command to its end, at 38400 baud
_STUCK = "a ticket at the exit slot goes neither in nor out"


class Settings(BaseModel):
    """The model's own keys in the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: Literal["custom_vkp80", "custom_kpm216", "custom_tptcm", "pyramid_reliance"] = Field(
        default="custom_vkp80", description="the presenter's model"
    )
    width_dots: Literal["profile", 384, 448, 576, 832] = Field(default="profile", description="eight to a millimetre")
    present_mm: float = Field(default=70, ge=20, le=200, description="how far a ticket is brought out")
    retract_seconds: float = Field(
        default=30,
        ge=3,
        le=60,
        description="untaken for so long, it is drawn back in; less than the printer's own time",
    )
    answer_seconds: float = Field(default=0.5, gt=0, le=1, description="for an answer in real time")
    silence_seconds: float = Field(
        default=2.0, gt=0, le=10, description="of a printer that prints, then it counts as gone"
    )
    print_seconds: float = Field(default=10.0, gt=0, le=20, description="for a whole ticket, until it is brought out")
    move_seconds: float = Field(default=1.4, ge=0.5, le=3, description="for a ticket to come out, go in or fall")
    clear_seconds: float = Field(default=2.5, ge=1, le=4, description="for what was sent to be cut and drawn in")
    retry_seconds: float = Field(
        default=10, ge=1, le=120, description="between two attempts to draw in a ticket that does not move"
    )
    void_text: str = Field(
        default="—— 以上内容作废 ——",
        description="printed below what remained of a job that failed, whatever the language",
    )


class Driver:
    """One presenter. `issue` returns when the ticket was taken."""

    print_complete = "queued_answer"
    unplug_seen = UnplugSeen.DEVICE

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._settings = settings
        self._profile = PROFILES[settings.profile]
        dots = self._profile.dots if settings.width_dots == "profile" else settings.width_dots
        self.paper = job.PaperFormat(dots, whole_cut=True, drawn=self._profile.drawn)
        self._clearing_seconds = (
            2 * settings.move_seconds + 3 * settings.clear_seconds + _FILL_SECONDS + 6 * settings.answer_seconds
        )
        self.call_seconds = self._clearing_seconds + RECOVERY_SECONDS
        self._line: Transport | None = None
        self._exit_slot = ExitWatch(self._read, self._let_pass, settings.silence_seconds)
        self._forget()

    def _forget(self) -> None:
        self._conversation: Conversation | None = None
        self._recovery: Recovery | None = None
        self._unclean = True  # data of a job may lie in it, also from before this program started
        self._earlier_program = self._port in unfinished_jobs
        self._try_again_at = 0.0

    def open(self) -> None:
        """Raises DeviceError: disconnected, not_responding, wrong_device."""
        self.close()
        self._line = open_transport(self._port)
        self._conversation = Conversation(self._line, self._settings.answer_seconds)
        self._recovery = Recovery(self._conversation, self._health, clears=True)
        try:
            if self._earlier_program:
                self._recovery.end_parameters()
            else:
                self._recovery.ask_first()
            self.status()
        except DeviceError as error:
            is_final = error.fault is not Fault.NOT_RESPONDING or not self._is_a_printer()
            self.close()
            if is_final:
                raise
            raise DeviceError(
                Fault.WRONG_DEVICE, f"a printer answers, and tells nothing of a exit slot: {error}"
            ) from error

    def close(self) -> None:
        line, self._line = self._line, None
        self._forget()
        if line is not None:
            line.close()

    def status(self) -> Status:
        """Returns the status, asked in real time. A ticket that was left at the exit slot, also by an earlier program,
        is drawn in. Raises DeviceError: disconnected, not_responding."""
        waiting = time.monotonic() < self._try_again_at
        if self._unclean and not waiting and self._health().condition is Condition.OK:
            self.clear()  # before the exit slot is asked: an unfinished command would take the question for its own
        status = self._read()
        if status.condition is not Condition.OK or not (self._unclean or status.media is Media.PRESENT):
            return status
        if status.media is Media.PRESENT and waiting:
            return replace(status, condition=Condition.FAULT, fault=Fault.PAPER_JAM, detail=_STUCK, media=Media.JAMMED)
        self.clear()
        return self._read()

    def clear(self) -> None:
        """Clears what was sent: nothing of it comes out any more. A printer that is in a fault forgets what it can, and
        is cleared whole when it is well. Raises DeviceError."""
        self._unclean = True
        self._talk.start_over()
        if self._health().condition is not Condition.OK:
            self._talk.send(commands.CLEAR_BUFFERS + commands.CLEAR_ALL)
            return
        self._catch_up()
        if self._read().media is Media.PRESENT:
            self._draw_in()
        if self._port in unfinished_jobs:
            self._part()
        unfinished_jobs.discard(self._port)
        self._unclean = False

    def issue(self, document: Document, presented: Callable[[], None], within: float = ISSUE_SECONDS) -> None:
        """Issues the ticket. Raises DeviceError; then nothing of the ticket comes out later. Raises JobNotStarted if
        nothing was sent."""
        settings = self._settings
        waiting = settings.retract_seconds + 3 * settings.move_seconds + self._clearing_seconds
        end = time.monotonic() + within - waiting
        pieces = self._build(document)
        self._check_ready()
        if end - time.monotonic() < seconds_needed(pieces, self.measure(document)):
            raise JobNotStarted(Fault.NOT_RESPONDING, f"{document.title}: too little time is left")
        self._unclean = True
        unfinished_jobs.add(self._port)
        try:
            self._print(pieces, min(end, time.monotonic() + settings.print_seconds))
            there = self._bring_out()
            presented()
            is_taken = not there or self._exit_slot.wait_until_taken(settings.retract_seconds)
            if not is_taken:
                self._draw_in()
        except DeviceError:
            self._talk.distrust()
            with contextlib.suppress(DeviceError):  # one that is gone is cleared when it is back
                self._queue.end_parameters()
                self.clear()
            raise
        self._unclean = False
        unfinished_jobs.discard(self._port)
        if not is_taken:
            raise DeviceError(Fault.NOT_TAKEN, f"not taken in {settings.retract_seconds} s")

    def firmware(self) -> str:
        """Returns its version, where it tells. Raises DeviceError."""
        return "".join(chr(byte) for byte in self._talk.raw(commands.VERSION, 4) if 0x20 < byte < 0x7F)

    def measure(self, document: Document) -> PaperUsage:
        return estimate_usage(document, self.paper.columns)

    @property
    def _talk(self) -> Conversation:
        if self._conversation is None:
            raise DeviceError(Fault.DISCONNECTED, "the presenter is not open")
        return self._conversation

    @property
    def _queue(self) -> Recovery:
        if self._recovery is None:
            raise DeviceError(Fault.DISCONNECTED, "the presenter is not open")
        return self._recovery

    def _build(self, document: Document) -> list[bytes]:
        try:
            return [self._profile.before, *job.build(document, self.paper)]
        except (ValueError, OSError) as error:
            raise JobNotStarted(Fault.BAD_DOCUMENT, f"{document.title}: {error}") from error

    def _check_ready(self) -> None:
        """Raises JobNotStarted."""
        try:
            status = self.status()
            if status.condition is Condition.OK and not self._queue.is_idle(self._settings.clear_seconds):
                self.clear()
        except DeviceError as error:
            raise JobNotStarted(error.fault, error.detail) from error
        if status.condition is not Condition.OK or self._unclean:
            raise JobNotStarted(status.fault or Fault.NOT_RESPONDING, status.detail)

    def _is_a_printer(self) -> bool:
        try:
            self._talk.health()
        except DeviceError:
            return False
        return True

    def _read(self) -> Status:
        """Returns the status. In a fault, an exit slot that is asked behind the queue tells nothing."""
        if self._profile.full_status:
            return exit_slot.full(self._talk.full_status())
        status = replace(health.status(self._talk.health()), media=Media.UNKNOWN)
        if status.condition is not Condition.OK:
            return status
        answer = self._talk.raw(commands.EXIT_SLOT, 1)
        if not answer:
            raise DeviceError(Fault.NOT_RESPONDING, f"{status.detail}, and no word of the exit slot")
        return exit_slot.with_ejector(status, answer[0])

    def _let_pass(self, seconds: float) -> None:
        self._talk.hear(seconds)

    def _health(self) -> Status:
        """Returns the health alone: while a job is on its way nothing may be asked behind it."""
        return self._read() if self._profile.full_status else health.status(self._talk.health())

    def _print(self, pieces: list[bytes], end: float) -> None:
        """Prints the ticket. The cut goes out only when the lines before it are known to be on paper."""
        *lines, cut = pieces
        *portions, last = job.windows(lines, WINDOW)
        delivery = JobDelivery(self._talk, self._health, self._settings.silence_seconds, end)
        for portion in portions:
            delivery.send_lines(portion)
        for portion in (last, cut):
            delivery.put_on_paper(portion, None)

    def _bring_out(self) -> bool:
        """Returns whether the ticket lies at the exit slot. Else it was taken: it was cut, what brings it out was
        carried out, and it is neither inside, where it would be a jam, nor at the exit slot. Raises DeviceError:
        not_printed where that is not known."""
        steps = min(255, max(1, round(self._settings.present_mm / self._profile.step_mm)))
        self._talk.send(commands.present(steps))
        if self._exit_slot.comes_to(Media.PRESENT, self._settings.move_seconds):
            return True
        if not self._queue.is_idle(self._settings.clear_seconds):
            raise DeviceError(Fault.NOT_PRINTED, "no ticket came to the exit slot")
        status = self._read()
        if status.condition is not Condition.OK:
            raise DeviceError(status.fault or Fault.NOT_PRINTED, status.detail)
        return status.media is Media.PRESENT

    def _draw_in(self) -> None:
        """Clears the exit slot: draws the ticket in, else throws it out. Raises DeviceError."""
        for command in (self._profile.retract, self._profile.eject):
            if command is not None:
                self._talk.send(command)
                if self._exit_slot.comes_to(Media.CLEAR, self._settings.move_seconds):
                    return
        self._try_again_at = time.monotonic() + self._settings.retry_seconds
        raise DeviceError(Fault.PAPER_JAM, _STUCK)

    def _part(self) -> None:
        """Cuts off what may hang behind the exit slot and clears it: marked void where it cannot be drawn in."""
        blocks = () if self._profile.retract else (Line(self._settings.void_text, bold=True, align=Align.CENTER),)
        *lines, end = job.build(Document("void", blocks), self.paper)
        self._queue.cut_off(b"".join(lines), end)
        self._talk.send(self._profile.retract or self._profile.eject)
        self._queue.is_idle(self._settings.clear_seconds)

    def _catch_up(self) -> None:
        """Waits until all that was sent has been dealt with. Raises DeviceError."""
        self._talk.settle()
        if self._port not in unfinished_jobs:
            if self._queue.is_idle(self._settings.clear_seconds):
                return
            unfinished_jobs.add(self._port)
        self._queue.run_out(self._earlier_program)
        self._earlier_program = False

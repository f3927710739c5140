"""Receipt printers that speak ESC/POS with Chinese in GB18030: Epson and the many that follow it, 80 mm and 58 mm.

Source of the bytes: Epson's ESC/POS Application Programming Guide. A job goes out in portions that fit the printer's
receive buffer, each answered before the next: so real-time commands always get through, and what is left of a job that
went wrong lies in the printer alone, where it can be cleared.
"""

import contextlib
import time
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from devices.base import JOB_SECONDS, Condition, DeviceError, Fault, JobNotStarted, Status, UnplugSeen
from devices.documents import Align, Document, Line, QrWay
from devices.paper_usage import PaperUsage, estimate_usage
from devices.printer.escpos_protocol import commands, health, identity, job
from devices.printer.escpos_protocol.answers import Behind, printed
from devices.printer.escpos_protocol.conversation import Conversation
from devices.printer.escpos_protocol.delivery import WINDOW, JobDelivery, seconds_needed
from devices.printer.escpos_protocol.recovery import PROBE_SECONDS, RECOVERY_SECONDS, Recovery, new_process
from devices.printer.profiles import PROFILES, PrinterProfile
from devices.printer.unfinished_jobs import UnfinishedStage, unfinished_jobs
from devices.transports import Transport, open_transport
from devices.tried import Against, Tried, simulated

TRIED = (simulated("escpos"), Tried(Against.PROGRAM, "python-escpos 3.1: the bytes of a QR code"))
_CUTTER_SECONDS = 5.0  # between two attempts to free the cutter


class Settings(BaseModel):
    """The model's own keys in the configuration. What is said here counts before what the profile says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: Literal["generic", "epson", "xprinter", "gprinter", "snbc", "custom", "pos58", "zj58"] = Field(
        default="generic", description="the printer's maker"
    )
    width_dots: Literal["profile", 384, 512, 576] = Field(
        default="profile", description="384 for paper 58 mm wide; 576 or, at 180 dots to the inch, 512 for 80 mm"
    )
    cutter: Literal["profile", True, False] = Field(default="profile", description="false: feeds to the tear bar")
    print_complete: Literal["profile", "auto", "process_id", "queued_answer"] = Field(
        default="profile", description="how the printer says that it has printed; auto finds out"
    )
    qr: Literal["profile", "native", "drawn"] = Field(
        default="profile", description="QR codes by the printer's own command, or drawn as an image"
    )
    answer_seconds: float = Field(default=0.5, gt=0, le=5, description="for an answer in real time")
    silence_seconds: float = Field(
        default=2.0, gt=0, le=10, description="of a printer that prints, then it counts as gone"
    )
    print_seconds: float = Field(
        default=15.0, gt=0, le=60, description="for a whole job; less than those who wait for it allow"
    )
    void_text: str = Field(
        default="—— 以上内容作废 ——",
        description="printed below what remained of a job that failed, whatever the language",
    )
    void_slip_text: str = Field(
        default="上一张如已切下，同样作废",
        description="printed above the void text where the slip before it may be whole, though it was told as failed",
    )

    def settled(self) -> PrinterProfile:
        """Returns the profile, with what is said here put in its place."""
        profile = PROFILES[self.profile]
        if self.width_dots != "profile":
            profile = replace(profile, dots=self.width_dots)
        if self.cutter != "profile":
            profile = replace(profile, cutter=self.cutter)
        if self.print_complete != "profile":
            profile = replace(profile, print_complete=self.print_complete)
        if self.qr != "profile":
            profile = replace(profile, qr=QrWay(self.qr))
        return profile


class Driver:
    """One printer. `print` returns when all of it is on paper and cut."""

    unplug_seen = UnplugSeen.DEVICE

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._settings = settings
        self._profile = settings.settled()
        self.print_complete: str = self._profile.print_complete
        self.paper = self._profile.paper
        self._clearing_seconds = 2.0 + 6 * settings.answer_seconds  # to see that it failed, and to clear it
        self.call_seconds = 4.0 + 6 * settings.answer_seconds + RECOVERY_SECONDS
        self._line: Transport | None = None
        self._forget()

    def _forget(self) -> None:
        self._conversation: Conversation | None = None
        self._recovery: Recovery | None = None
        self._answers_by = None if self._profile.print_complete == "auto" else self._profile.print_complete
        self._unclean = True  # data of a job may lie in the printer, also from before this program started
        self._earlier_program = self._port in unfinished_jobs
        self._free_cutter_at = 0.0

    def open(self) -> None:
        """Raises DeviceError: disconnected, not_responding, wrong_device."""
        self.close()
        self._line = open_transport(self._port)
        self._conversation = Conversation(self._line, self._settings.answer_seconds)
        self._recovery = Recovery(self._conversation, self._health, self._profile.clears)
        self._recovery.process_ids = self._answers_by == "process_id"
        try:
            if self._earlier_program:
                self._recovery.end_parameters(of_cut=unfinished_jobs.is_cutting(self._port))
            else:
                self._recovery.ask_first()
            if self.status().condition is Condition.OK and self._answers_by is None:
                self._learn()
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        line, self._line = self._line, None
        self._forget()
        if line is not None:
            line.close()

    def status(self) -> Status:
        """Returns the status, asked in real time. Raises DeviceError: disconnected, not_responding."""
        status = self._health()
        if status.fault is Fault.CUTTER and time.monotonic() >= self._free_cutter_at:
            self._free_cutter_at = time.monotonic() + _CUTTER_SECONDS
            self._unclean = True
        if self._unclean or self._port in unfinished_jobs:
            self._clear(status)
            status = self._health()
        return status

    def clear(self) -> None:
        """Clears what was sent and is not printed yet: it comes out no more, unless marked void and cut off. A printer
        that is in a fault forgets what it can, and is cleared whole when it is well. Raises DeviceError."""
        self._unclean = True
        self._talk.start_over()
        self._clear(self._health())

    def _clear(self, status: Status) -> None:
        if status.condition is Condition.OK:
            self._recover()
        elif self._unclean:
            self._empty(status)

    def _empty(self, status: Status) -> None:
        """Makes the printer forget what is not printed yet, where it knows how to. Raises DeviceError."""
        if self._queue.empty(cutter=status.fault is Fault.CUTTER):
            self._unclean = False

    def _recover(self) -> None:
        """Brings what an earlier job left to its end, marks it void and cuts it off. Raises DeviceError."""
        queue = self._queue
        marked = self._port in unfinished_jobs
        if self._unclean and (marked or not queue.is_idle()):
            if not marked:
                unfinished_jobs.add(self._port)
            queue.run_out(self._earlier_program)
            self._earlier_program = False
        if self._port in unfinished_jobs:
            *lines, end = job.build(self._void(), self.paper)
            queue.cut_off(b"".join(lines), end)
            unfinished_jobs.discard(self._port)
        self._unclean = False

    def _void(self) -> Document:
        whole = [self._settings.void_slip_text] if unfinished_jobs.is_cutting(self._port) else []
        texts = (*whole, self._settings.void_text)
        return Document("void", tuple(Line(text, bold=True, align=Align.CENTER) for text in texts))

    def print(self, document: Document, within: float = JOB_SECONDS) -> None:
        """Prints the document. Raises DeviceError; then what is left of the document never comes out, and what came out
        is marked void. Raises JobNotStarted where nothing was sent."""
        end = time.monotonic() + within - self._clearing_seconds
        pieces = self._build(document)
        self._check_ready()
        if end - time.monotonic() < seconds_needed(pieces, self.measure(document)):
            raise JobNotStarted(Fault.NOT_RESPONDING, f"{document.title}: too little time is left")
        self._unclean = True
        unfinished_jobs.add(self._port)
        try:
            self._send(pieces, min(end, time.monotonic() + self._settings.print_seconds))
        except DeviceError:
            self._talk.distrust()
            with contextlib.suppress(DeviceError):  # a printer that is gone is cleared when it is back
                self._talk.start_over()
                self._queue.end_parameters(of_cut=unfinished_jobs.is_cutting(self._port))
                self._empty(self._health())
            raise
        self._unclean = False
        unfinished_jobs.discard(self._port)

    def firmware(self) -> str:
        """Returns maker, model and version, as far as it tells them. Raises DeviceError."""
        return identity.ask(self._talk, self._settings.silence_seconds)

    def pulse(self) -> None:
        """Sends one pulse to the socket for a cash drawer, where nothing is left of a job. Raises DeviceError."""
        if self._unclean or self._port in unfinished_jobs:
            raise DeviceError(Fault.NOT_RESPONDING, "it is busy with a slip")
        self._talk.send(commands.PULSE)

    def measure(self, document: Document) -> PaperUsage:
        return estimate_usage(document, self.paper.columns, cuts=int(self.paper.cutter))

    @property
    def _talk(self) -> Conversation:
        if self._conversation is None:
            raise DeviceError(Fault.DISCONNECTED, "the printer is not open")
        return self._conversation

    @property
    def _queue(self) -> Recovery:
        if self._recovery is None:
            raise DeviceError(Fault.DISCONNECTED, "the printer is not open")
        return self._recovery

    def _health(self) -> Status:
        status = health.status(self._talk.health())
        if status.fault is Fault.PAPER_OUT and self._profile.cover_is_paper_end:
            return replace(status, detail=f"{status.detail}: paper end, or an open cover")
        return status

    def _build(self, document: Document) -> list[bytes]:
        try:
            return job.build(document, self.paper)
        except (ValueError, OSError) as error:
            raise JobNotStarted(Fault.BAD_DOCUMENT, f"{document.title}: {error}") from error

    def _check_ready(self) -> None:
        """Raises JobNotStarted."""
        try:
            status = self.status()
            if status.condition is Condition.OK:
                if self._answers_by is None:
                    self._learn()
                elif not self._queue.is_idle():
                    self._unclean = True
                    self._recover()
        except DeviceError as error:
            raise JobNotStarted(error.fault, error.detail) from error
        if status.condition is not Condition.OK:
            raise JobNotStarted(status.fault or Fault.NOT_RESPONDING, status.detail)

    def _learn(self) -> None:
        """Determines how this printer says that it has printed. Raises DeviceError where it does not."""
        process, talk = new_process(), self._talk
        talk.heard.clear()
        talk.unanswered += 1
        talk.send(commands.answer_when_printed(process) + commands.ANSWER_BEHIND + commands.RESET)
        if not talk.wait_for(Behind(), PROBE_SECONDS):
            self._unclean = True
            raise DeviceError(Fault.NOT_RESPONDING, "it answers in real time but not behind its queue")
        self._answers_by = "process_id" if printed(process) in talk.heard else "queued_answer"
        self._queue.process_ids = self._answers_by == "process_id"

    def _send(self, pieces: list[bytes], end: float) -> None:
        """Sends the job. The cut goes out only when the lines before it are known to be on paper."""
        *lines, cut = pieces
        *portions, last = job.windows(lines, WINDOW)
        delivery = JobDelivery(self._talk, self._health, self._settings.silence_seconds, end)
        for portion in portions:
            delivery.send_lines(portion)
        delivery.put_on_paper(last, self._new_process())
        unfinished_jobs.add(self._port, UnfinishedStage.CUT)
        delivery.put_on_paper(cut, self._new_process())

    def _new_process(self) -> bytes | None:
        return new_process() if self._answers_by == "process_id" else None

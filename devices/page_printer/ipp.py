"""Driverless A4 printers by IPP (RFC 8010, RFC 8011, IPP Everywhere), over the network or, with ipp-usb, over USB.

A job is sent whole and followed to its end. Whatever ends it early, it is cancelled there too; what was on its way when
the printer vanished is cancelled as soon as it is back, before anything else is printed.
"""

import socket
import time
from collections.abc import Callable
from itertools import count

from pydantic import BaseModel, ConfigDict, Field

from devices.base import DeviceError, Fault, JobNotStarted, Status, UnplugSeen
from devices.page_printer import ipp_messages as ipp
from devices.page_printer.ipp_exchange import IppConnection, PrinterAddress
from devices.page_printer.ipp_health import find_fault, read_health
from devices.page_printer.ipp_messages import BadIpp, IppAnswer, IppRequest, Operation
from devices.tried import Against, Tried, simulated

TRIED = (simulated("ipp"), Tried(Against.PROGRAM, "ippeveprinter of CUPS 2.4: jobs, reasons, cancelling, vanishing"))
_PDF = "application/pdf"
_STOPPED, _CANCELLED, _ABORTED, _COMPLETED = 6, 7, 8, 9  # job-state; RFC 8011, 5.3.7
_HEALTH = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")
_BUSY = 0x0507  # server-error-busy; RFC 8011, appendix B.1.5.8
_LOOK_EVERY = 0.3  # seconds between two looks at a job
_SEND_SECONDS = 20.0


class Settings(BaseModel):
    """The model's own keys in the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer_seconds: float = Field(default=2.0, ge=0.2, le=10, description="for an answer of the printer")
    silence_seconds: float = Field(
        default=8.0, ge=0.5, le=60, description="of a printer that prints, then it counts as gone"
    )
    media: str = Field(default="iso_a4_210x297mm", description="the paper (PWG 5101.1)")
    sides: str = Field(default="one-sided", description="or two-sided-long-edge")
    user: str = Field(default="", description="under which it knows its own jobs; the machine's name by default")
    ca_file: str = Field(default="", description="certificates (PEM) that vouch for an ipps:// printer")


class Driver:
    unplug_seen = UnplugSeen.DEVICE

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._settings = settings
        self.call_seconds = 3 * settings.answer_seconds + 1
        self._user = settings.user or socket.gethostname()
        self._numbers = count(1)
        self._connection: IppConnection | None = None

    def open(self) -> None:
        self._connection = IppConnection(PrinterAddress.parse(self._port), self._settings.ca_file)
        printer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, ipp.keyword("requested-attributes", _OPENING)).printer
        if _PDF not in printer.get("document-format-supported", ()):
            raise DeviceError(Fault.WRONG_DEVICE, "it takes no PDF")
        self.clear()

    def close(self) -> None:
        self._connection = None

    def status(self) -> Status:
        return read_health(
            self._ask(Operation.GET_PRINTER_ATTRIBUTES, ipp.keyword("requested-attributes", _HEALTH)).printer
        )

    def firmware(self) -> str:
        names = ("printer-make-and-model", "printer-firmware-string-version")
        printer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, ipp.keyword("requested-attributes", names)).printer
        return " ".join(str(value) for name in names for value in printer.get(name, ()) if value)[:100]

    def clear(self) -> None:
        """Cancels every job of this kiosk that is not at its end: of an earlier run, or of before the printer went
        away."""
        jobs = self._ask(
            Operation.GET_JOBS,
            ipp.keyword("which-jobs", "not-completed"),
            ipp.boolean("my-jobs", True),
            ipp.keyword("requested-attributes", ("job-id",)),
        ).jobs
        for job in jobs:
            for number in job.get("job-id", ()):
                if isinstance(number, int):
                    self._cancel(number)

    def print_pages(self, pdf: bytes, within: float, cancelled: Callable[[], bool]) -> None:
        """Returns when all of it is on paper. Raises DeviceError within `within` seconds, or soon after `cancelled`
        says so; then the job is cancelled. Raises JobNotStarted where nothing was sent."""
        end = time.monotonic() + within
        if (status := self.status()).fault is not None:
            raise JobNotStarted(status.fault, status.detail)
        job = self._send(pdf, end)
        try:
            self._follow(job, end, cancelled)
        except DeviceError:
            self._abandon(job)
            raise

    def _send(self, pdf: bytes, end: float) -> int:
        """Returns the job's number."""
        request = IppRequest(
            Operation.PRINT_JOB,
            self._here().address.uri,
            (
                ipp.name_of("requesting-user-name", self._user),
                ipp.name_of("job-name", "result"),  # a printer's display shows it
                ipp.mime_type("document-format", _PDF),
            ),
            (ipp.keyword("media", self._settings.media), ipp.keyword("sides", self._settings.sides)),
        )
        body = ipp.build_request(request, next(self._numbers)) + pdf
        patience = min(end, time.monotonic() + self._settings.silence_seconds)
        while (answer := self._post_job(body, end)).status == _BUSY and time.monotonic() < patience:
            time.sleep(_LOOK_EVERY)  # it is at the end of another's
        numbers = [number for job in answer.jobs for number in job.get("job-id", ()) if isinstance(number, int)]
        if not answer.ok:
            raise JobNotStarted(Fault.NOT_PRINTED, f"the job was refused: {answer.status:#06x}")
        if not numbers:
            self._abandon(None)
            raise DeviceError(Fault.NOT_PRINTED, "a job without a number")
        return numbers[0]

    def _post_job(self, body: bytes, end: float) -> IppAnswer:
        try:
            return _parse(self._here().post(body, min(_SEND_SECONDS, max(0.0, end - time.monotonic()))))
        except JobNotStarted:
            raise
        except DeviceError:
            self._abandon(None)  # it may have it all the same
            raise

    def _follow(self, job: int, end: float, cancelled: Callable[[], bool]) -> None:
        """Raises DeviceError where the job does not come to a good end in time."""
        answered_at = time.monotonic()
        while True:
            if cancelled():
                raise DeviceError(Fault.NOT_PRINTED, "cancelled: nobody waits for it any more")
            if time.monotonic() >= end:
                raise self._why_not("not printed in time")
            try:
                if self._is_done(job):
                    return
                answered_at = time.monotonic()
            except DeviceError as error:
                lost = error.fault in (Fault.DISCONNECTED, Fault.NOT_RESPONDING)
                if not lost or time.monotonic() - answered_at >= self._settings.silence_seconds:
                    raise
            time.sleep(_LOOK_EVERY)

    def _why_not(self, words: str) -> DeviceError:
        """Returns why a job failed: any trouble that the printer names by now, even a warning."""
        try:
            status = self.status()
        except DeviceError as error:
            return error
        fault = status.fault or find_fault(status.detail.split(", "), stopped=True)
        return DeviceError(Fault.NOT_PRINTED if fault is Fault.BROKEN else fault or Fault.NOT_PRINTED, words)

    def _is_done(self, job: int) -> bool:
        """Returns whether the job is done. Raises DeviceError where it failed, or the printer stopped: nobody waits
        until somebody brings paper."""
        names = ipp.keyword("requested-attributes", ("job-state", "job-state-reasons"))
        (attributes, *_) = self._ask(Operation.GET_JOB_ATTRIBUTES, ipp.integer("job-id", job), names).jobs or ({},)
        state = next(iter(attributes.get("job-state", ())), None)
        if state == _COMPLETED:
            return True
        if state in (_STOPPED, _CANCELLED, _ABORTED):
            raise self._why_not(", ".join(str(reason) for reason in attributes.get("job-state-reasons", ())))
        if (status := self.status()).fault is not None:
            raise DeviceError(status.fault, status.detail)
        return False

    def _abandon(self, job: int | None) -> None:
        """Cancels it; where the printer is gone, `open` does when it is back."""
        try:
            if job is None:
                self.clear()
            else:
                self._cancel(job)
        except DeviceError:
            self._connection = None  # the next call fails, and the device is opened again

    def _cancel(self, job: int) -> None:
        """Cancels the job. It is no fault where the job ended meanwhile and cannot be cancelled."""
        self._ask(Operation.CANCEL_JOB, ipp.integer("job-id", job), refusable=True)

    def _ask(self, operation: Operation, *attributes: ipp.Attribute, refusable: bool = False) -> IppAnswer:
        """Sends a request and returns the answer. Raises DeviceError."""
        user = ipp.name_of("requesting-user-name", self._user)
        request = IppRequest(operation, self._here().address.uri, (*attributes[:1], user, *attributes[1:]))
        body = ipp.build_request(request, next(self._numbers))
        answer = _parse(self._here().post(body, self._settings.answer_seconds))
        if not answer.ok and not refusable:
            raise DeviceError(Fault.WRONG_DEVICE, f"{operation.name}: {answer.status:#06x}")
        return answer

    def _here(self) -> IppConnection:
        if self._connection is None:
            raise DeviceError(Fault.DISCONNECTED, "not open")
        return self._connection


_OPENING = ("document-format-supported", *_HEALTH)


def _parse(data: bytes) -> IppAnswer:
    try:
        return ipp.parse_answer(data)
    except BadIpp as error:
        raise DeviceError(Fault.WRONG_DEVICE, str(error)) from error

"""One document on one printer or dispenser: the job that its worker does, and how much paper it took."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from devices.base import DeviceError, Fault, Printer, TicketDispenser
from devices.documents import Document
from devices.paper_usage import MeasuresPaper, PaperUsage, estimate_usage
from devices.shared_printers import HasDrawerSocket, UsesPrinters
from devices.worker import DeviceWorker

PULSE_SECONDS = 0.5  # a pulse that a printer cannot take by then is of no use


def print_with(worker: DeviceWorker[Any], document: Document, end: float) -> PaperUsage:
    """Returns the paper used, once it is on paper. Raises DeviceError."""

    def job(printer: Printer) -> PaperUsage:
        printer.print(document, max(0.0, end - time.monotonic()))
        return _measure(printer, document)

    return worker.do(job, max(0.0, end - time.monotonic()))


def issue_with(
    worker: DeviceWorker[Any], document: Document, presented: Callable[[], None], end: float
) -> tuple[PaperUsage | None, DeviceError | None]:
    """Returns the paper used, None where it was another device's; and `not_taken` for a ticket that nobody took. Raises
    DeviceError for all else."""

    def job(dispenser: TicketDispenser) -> tuple[PaperUsage | None, DeviceError | None]:
        missed = None
        try:
            dispenser.issue(document, presented, max(0.0, end - time.monotonic()))
        except DeviceError as error:
            if error.fault is not Fault.NOT_TAKEN:
                raise
            missed = error
        return None if isinstance(dispenser, UsesPrinters) else _measure(dispenser, document), missed

    return worker.do(job, max(0.0, end - time.monotonic()))


def pulse_with(workers: Sequence[DeviceWorker[Any]]) -> None:
    """Sends a pulse to the socket for a drawer of the first printer in order. Raises DeviceError."""
    for worker in workers:
        if worker.ready:
            return worker.do(_send_pulse, PULSE_SECONDS)
    raise DeviceError(Fault.DISCONNECTED, "no printer is in order")


def _send_pulse(printer: Printer) -> None:
    if not isinstance(printer, HasDrawerSocket):
        raise DeviceError(Fault.WRONG_DEVICE, "it has no socket for a cash drawer")
    printer.pulse()


def _measure(driver: object, document: Document) -> PaperUsage:
    return driver.measure(document) if isinstance(driver, MeasuresPaper) else estimate_usage(document)

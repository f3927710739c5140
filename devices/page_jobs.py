"""Whole pages on one of the kiosk's printers of pages: followed to the end, and cancelled with the visit."""

import time
from collections.abc import Callable
from typing import Any

from devices.base import PAGES_SECONDS, DeviceError, Fault, JobNotStarted, PagePrinter
from devices.manager import DeviceManager
from devices.worker import DeviceWorker

_TO_CANCEL = 6.0  # seconds that a driver may need to cancel what is late


def print_pages(
    devices: DeviceManager, pdf: bytes, cancelled: Callable[[], bool], within: float = PAGES_SECONDS
) -> None:
    """Returns when all of it is on paper. Raises DeviceError; then nothing of it comes out later.

    The first printer that is in order takes it; the next one only where nothing had reached that one.
    """
    end = time.monotonic() + within
    workers = devices.page_printers()
    error = JobNotStarted(Fault.DISCONNECTED, "no printer of pages is configured")
    if workers:
        error = JobNotStarted(workers[0].status.fault or Fault.NOT_RESPONDING, workers[0].status.detail)
    for worker in [worker for worker in workers if worker.works]:
        try:
            return _print_with(worker, pdf, cancelled, end)
        except JobNotStarted as caught:
            error = caught
    raise error


def _print_with(worker: DeviceWorker[Any], pdf: bytes, cancelled: Callable[[], bool], end: float) -> None:
    def job(printer: PagePrinter) -> None:
        printer.print_pages(pdf, max(0.0, end - time.monotonic()), cancelled)

    worker.do(job, max(0.0, end - time.monotonic()) + _TO_CANCEL)


def find_page_fault(devices: DeviceManager) -> DeviceError | None:
    """Returns why no pages can be printed now; None where a printer is in order. Never waits."""
    workers = devices.page_printers()
    if any(worker.ready for worker in workers):
        return None
    status = workers[0].status if workers else None
    return DeviceError(status.fault or Fault.NOT_RESPONDING if status else Fault.DISCONNECTED)

"""Pages on the kiosk's A4 printer, for the one whose card lies on the reader and nobody after them."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Thread

from contract.certificates import ResultSearch
from devices.base import DeviceError, Fault
from devices.manager import DeviceManager
from devices.page_jobs import find_page_fault, print_pages
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.log_safe import traceback_summary
from kiosk.pages.fault_text import printer_fault
from kiosk.pages.kinds import MessagePage
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.wording import reason
from kiosk.visit import Visit

log = logging.getLogger(__name__)

_TRIES = 2
_OVER = "over"  # no choice has this key
Fetch = Callable[[], bytes]


class PagePrinting:
    """Pages on their way to paper, on a thread of their own. `outcome`: what went wrong, None for all on paper."""

    def __init__(self, devices: DeviceManager, pdf: bytes) -> None:
        self.outcome: Future[Fault | None] = Future()
        self._cancelled = Event()
        self._devices = devices
        Thread(target=self._print, args=(pdf,), name="print pages", daemon=True).start()

    def cancel(self) -> None:
        """Cancels the printing of what is not on paper yet."""
        self._cancelled.set()

    def _print(self, pdf: bytes) -> None:
        try:
            print_pages(self._devices, pdf, self._cancelled.is_set)
        except DeviceError as error:
            log.warning("a result was not printed: %s", error)
            self.outcome.set_result(error.fault)
        except Exception as error:  # the page waits for an answer
            log.error("a result was not printed: %s", traceback_summary(error))
            self.outcome.set_result(Fault.INTERNAL)
        else:
            self.outcome.set_result(None)


def print_result(visit: Visit, search: ResultSearch, title: str) -> bool:
    """Does what `print_paper` does, and tells the hub that it is on paper."""
    if not print_paper(visit, title, lambda: visit.hub_link.hub.result_pages(search)):
        return False
    try:
        visit.hub_link.hub.result_printed(search)
    except (HubAway, HubRefused) as error:  # it is in hand; staff see it as not handed out
        log.warning("the hub does not know of a printed result: %s", error)
    return True


def print_choices(visit: Visit, key: str, hint: str, icon: str = "") -> tuple[Choice, ...]:
    """Returns the choice to print it now; none on a kiosk without a printer for pages."""
    if not visit.devices.page_printers():
        return ()
    fault = find_page_fault(visit.devices)
    return (Choice(key, _("Print it now"), hint, icon, printer_fault(fault.fault) if fault else ""),)


def print_paper(visit: Visit, title: str, fetch: Fetch) -> bool:
    """Prints a paper; returns whether it is on paper; else the resident was told why not, and may choose another way.
    The visit's end, or its card's, ends the printing."""
    visit.wait_a_moment(_("Your paper is being prepared."))
    try:
        pdf = _fetch(fetch)
    except HubRefused as refusal:
        visit.tell(title, reason(refusal.problem), tone=Tone.TROUBLE)
        return False
    printing = PagePrinting(visit.devices, pdf)
    try:
        text = _("Please leave your card on the reader until all pages are printed.")
        page = MessagePage(
            _("Your paper is being printed"), text=text, choices=(), device="page_printer", back=False, cancel=False
        )
        visit.ask(page, until=lambda: _OVER if printing.outcome.done() else None)
    finally:
        printing.cancel()
    if (fault := printing.outcome.result()) is not None:
        visit.tell(title, _not_printed(fault), tone=Tone.TROUBLE)
        return False
    return True


def _fetch(fetch: Fetch) -> bytes:
    """Returns the pages. The hub makes the paper when it is first asked for, which may take longer than even a long
    answer: the next time it is there. Raises HubAway, HubRefused."""
    for _try in range(_TRIES - 1):
        try:
            return fetch()
        except HubAway as away:
            log.info("the pages of a paper are not there yet: %s", away)
    return fetch()


def _not_printed(fault: Fault) -> str:
    return _("{why} It was not printed, and will not be later. Please choose another way, or ask at a window.").format(
        why=printer_fault(fault)
    )

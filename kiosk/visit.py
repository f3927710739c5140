"""One resident's visit: what a journey may use, and what journeys have in common."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TypeVar

from pydantic import BaseModel

from contract.cases import Accepted, Submission
from contract.catalogue import Catalogue, Service
from contract.channels import Acknowledgement, Entry
from contract.numbers import mask_name
from contract.people import Facts, Person
from contract.places import PlaceBook
from contract.registers import REGISTER_FACTS
from contract.text import Personal
from contract.uploads import KeptPiece
from devices.base import DeviceError, Fault
from devices.documents import Document
from devices.manager import DeviceManager
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.heartbeat import Heartbeats
from kiosk.hub_link.hub_calls import PATIENCE
from kiosk.hub_link.incidents import Incidents
from kiosk.hub_link.ledger import Ledger
from kiosk.hub_link.messages import Answer, OutgoingMessage
from kiosk.hub_link.outbox import Outbox
from kiosk.hub_link.outbox_sender import Sender
from kiosk.hub_link.ticket_book import TicketBook
from kiosk.log_safe import traceback_summary
from kiosk.pages.asking import Asking
from kiosk.pages.kinds import FINISH, BusyPage, Page
from kiosk.pages.known_facts import FactWithOrigin, all_facts, card_facts
from kiosk.pages.language import _
from kiosk.pages.ui import Cancelled, Ui
from kiosk.storage.device_history import DeviceHistory
from kiosk.storage.disk_room import DiskRoom, DiskState
from kiosk.storage.recovery import DatabaseFault

log = logging.getLogger(__name__)

S = TypeVar("S")
T = TypeVar("T")
_OVER = "over"  # no choice has this key


class NoRoom(Exception):
    """Nothing that a resident would hand in could be kept, as the disk is full."""


@dataclass(frozen=True, slots=True)
class HubLink:
    """The parts that talk to the hub, now or later, and the history of the devices."""

    hub: HubClient
    outbox: Outbox
    book: TicketBook
    sender: Sender
    heartbeat: Heartbeats
    records: DeviceHistory
    ledger: Ledger
    disk: DiskRoom
    incidents: Incidents
    database_fault: DatabaseFault | None = None  # why the database on disk is not used

    def attended(self, ui: Ui) -> HubLink:
        """Returns the same parts for a visit: anything that is asked of the hub or handed in first checks that the
        visit's person is there."""

        def attend(message: BaseModel | None) -> None:
            ui.attend(personal=isinstance(message, Personal))

        return replace(self, hub=self.hub.attended(attend), outbox=self.outbox.attended(attend))


@dataclass(frozen=True, slots=True)
class Visit(Asking):
    """`catalogue` is that of the visit's beginning; None where this kiosk never had one."""

    ui: Ui
    hub_link: HubLink
    devices: DeviceManager
    catalogue: Catalogue | None
    site: str
    now: Callable[[], datetime]
    places: tuple[Entry, ...] = ()  # of the neighbourhood, as this kiosk last heard of them
    scanner_folder: Path | None = None  # into which a scanner beside the kiosk drops its files
    place_book: PlaceBook = field(default_factory=PlaceBook)  # what addresses are chosen from
    map_picture: Path | None = None  # of these places, where there is one
    usb_papers: bool = False  # may papers come from the resident's USB stick?

    @property
    def pages(self) -> str:
        """Returns the address of the residents' pages that phones open; "" without any."""
        return self.catalogue.pages if self.catalogue else ""

    @property
    def services(self) -> Mapping[str, Service]:
        """Returns what one queues for, by code, in the catalogue's order."""
        return {service.code: service for service in self.catalogue.services} if self.catalogue else {}

    def check_room(self) -> None:
        """Checks the disk before anything is begun that has to be kept here. Raises NoRoom."""
        if self.hub_link.disk.state is not DiskState.OK:
            raise NoRoom

    def finish(self, page: Page[str]) -> str:
        """Shows the last page of a journey; returns the key of what else is to be done; raises Cancelled where the
        visit ends."""
        answer = self.ask(page)
        if answer == FINISH:
            raise Cancelled
        return answer

    def finish_after(self, page: Page[str], job: Future[T], then: Callable[[T], Page[str]]) -> str:
        """Does what `finish` does; when the job is over, the page that `then` makes of its result replaces the
        first."""
        answer = self.ask(page, until=lambda: _OVER if job.done() else None)
        if answer == _OVER:
            return self.finish(then(job.result()))
        if answer == FINISH:
            raise Cancelled
        return answer

    def known_facts(self, person: Person) -> Mapping[str, FactWithOrigin]:
        """Returns facts from the card, and from the hub where it answers in time."""
        hello = _("Hello, {name}").format(name=mask_name(person.name))
        self.ui.show(BusyPage(hello, text=_("Looking up what you have given before.")))
        return all_facts(person, self._hub_facts(person))

    def find_own(self, ask: Callable[[S], T], search: S) -> T | None:
        """Asks the hub for what belongs to the one who shows it; returns None for a wrong showing and where there is
        none alike. Raises HubAway, HubRefused."""
        self.wait_a_moment()
        try:
            return ask(search)
        except HubRefused as refusal:
            if refusal.problem.status in (400, 404, 422):
                return None
            raise

    def submit(self, submission: Submission, papers: Sequence[KeptPiece] = ()) -> Accepted | None:
        """Submits; on disk with its papers when it returns. Returns None where it waits for the hub. Raises
        HubRefused."""
        self.wait_a_moment(_("Your application is being handed in."))
        answer = self._send(submission, papers)
        return answer if isinstance(answer, Accepted) else None

    def send(self, message: OutgoingMessage) -> Acknowledgement | None:
        """Sends a message; on disk when it returns. Returns None where it waits here for the hub. Raises HubRefused."""
        self.wait_a_moment()
        answer = self._send(message)
        return answer if isinstance(answer, Acknowledgement) else None

    def _send(self, message: OutgoingMessage, papers: Sequence[KeptPiece] = ()) -> Answer | None:
        expected = self.hub_link.sender.expect(message.id)
        self.hub_link.outbox.put_message(message, papers)
        self.hub_link.sender.wake()
        try:
            return self._await_in_patience(expected)
        except HubRefused:
            self.hub_link.outbox.drop_refused(message.id)  # no number was shown, and the resident is told
            self.hub_link.outbox.drop_papers(papers)
            raise

    def _await_in_patience(self, expected: Future[Answer]) -> Answer | None:
        hub, began = self.hub_link.hub, monotonic()
        answer = self.await_delivery(expected, hub.patience)
        if answer is None:
            hub.count_vain_wait(monotonic() - began)
        return answer

    def await_delivery(self, expected: Future[Answer], within: float = PATIENCE) -> Answer | None:
        """Returns the hub's answer, or None where there is none within `within` seconds. Raises HubRefused."""
        try:
            return expected.result(within)
        except (HubAway, NotYet):
            return None

    def hand_out(self, document: Document) -> Future[Fault | None]:
        """Prints while the resident reads on; the result is what went wrong, None for paper in hand."""
        printing: Future[Fault | None] = Future()
        Thread(target=self._print, args=(document, printing), name="hand out", daemon=True).start()
        return printing

    def _print(self, document: Document, printing: Future[Fault | None]) -> None:
        try:
            self.devices.print(document)
        except DeviceError as error:
            log.warning("%s was not printed: %s", document.title, error)
            self.hub_link.heartbeat.wake()
            printing.set_result(error.fault)
        except Exception as error:  # the page waits for an answer
            log.error("%s was not printed: %s", document.title, traceback_summary(error))
            printing.set_result(Fault.INTERNAL)
        else:
            printing.set_result(None)

    def _hub_facts(self, person: Person) -> Facts:
        lacking = [key for key in REGISTER_FACTS if key not in card_facts(person)]
        try:
            return self.hub_link.hub.facts(person.number, lacking)
        except (HubAway, HubRefused) as error:
            log.info("no facts from the hub: %s", error)
            return Facts()

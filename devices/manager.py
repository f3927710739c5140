"""The devices of one kiosk, each behind its worker, as the rest of the program sees them."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from devices.base import (
    ISSUE_SECONDS,
    JOB_SECONDS,
    AvoidsPorts,
    Card,
    Device,
    DeviceError,
    Fault,
    JobNotStarted,
    Status,
)
from devices.card_watch import CardWatch
from devices.documents import Document
from devices.member import DeviceSpec, Member, build_member
from devices.models import make_driver
from devices.observer import DeviceObserver, NullObserver
from devices.print_jobs import issue_with, print_with, pulse_with
from devices.scan_watch import ScanWatch
from devices.shared_printers import UsesPrinters
from devices.worker import DeviceWorker, do_nothing

__all__ = ["DeviceManager", "DeviceSpec"]


class DeviceManager:
    """All devices of the kiosk. Nothing here waits on a device, but for `print` and `issue`, which are bounded."""

    def __init__(self, specs: Sequence[DeviceSpec], make: Callable[[str, str, str, Any], Device] = make_driver) -> None:
        """`make(kind, model, port, settings)` returns a driver that is not opened; it is called by the workers."""
        self._observer: DeviceObserver = NullObserver()
        self._make = make
        self._stamps: Callable[[Document], Document] | None = None
        self._members = {spec.name: self._member(spec) for spec in specs}

    def _member(self, spec: DeviceSpec) -> Member:
        return build_member(
            spec, partial(self._driver, spec), partial(self._card_read, spec.name), partial(self._changed, spec.name)
        )

    def _driver(self, spec: DeviceSpec) -> Device:
        """Returns a new driver. Called by the device's worker, each time before it is opened."""
        driver = self._make(spec.kind, spec.model, spec.port, spec.settings)
        if isinstance(driver, AvoidsPorts):
            driver.mind([member.spec.port for name, member in self._members.items() if name != spec.name])
        if isinstance(driver, UsesPrinters):
            driver.use(self)
        return driver

    def _card_read(self, name: str) -> None:
        self._observer.card_read(name)

    def _changed(self, name: str, status: Status) -> None:
        self._observer.changed(name, status)

    def stamp_with(self, stamp: Callable[[Document], Document]) -> None:
        """Prints no document but as `stamp` returns it, and no whole page: that is printed as it comes."""
        self._stamps = stamp

    def _stamp(self, document: Document) -> Document:
        return self._stamps(document) if self._stamps else document

    def report_to(self, observer: DeviceObserver) -> None:
        """Reports to this observer from now on, starting with each device's present status."""
        self._observer = observer
        for name, status in self.statuses().items():
            observer.changed(name, status)

    def put(self, spec: DeviceSpec) -> None:
        """Uses this device from now on, in the place and the order of the one of its name, which is closed first:
        within two seconds. For one thread at a time; those that look at the devices meanwhile see either."""
        if before := self._members.get(spec.name):
            before.worker.stop()
        member = self._member(spec)
        self._members = {**self._members, spec.name: member}
        member.worker.start()

    def drop(self, name: str) -> None:
        """Closes this device, if there is one, and uses it no more."""
        dropped = self._members.get(name)
        self._members = {other: member for other, member in self._members.items() if other != name}
        if dropped:
            dropped.worker.stop()

    def start(self) -> None:
        """Starts the workers; returns at once."""
        for member in self._members.values():
            member.worker.start()

    def stop(self) -> None:
        """Closes all devices; within about two seconds, however many hang."""
        end = time.monotonic() + 2.0
        for member in self._members.values():
            member.worker.stop(within=0)
        for member in self._members.values():
            member.worker.stop(within=max(0.0, end - time.monotonic()))

    def statuses(self) -> Mapping[str, Status]:
        """Returns the latest status of each device by its name, in the order of the configuration. Never waits."""
        return {name: member.worker.status for name, member in self._members.items()}

    def kinds(self) -> Mapping[str, str]:
        """Returns the kind of each device by its name, in the order of the configuration."""
        return {name: member.spec.kind for name, member in self._members.items()}

    def can(self, kind: str) -> bool:
        """Returns whether a device of this kind is there, and known to be in no fault that stops it. Never waits."""
        return any(worker.ready for worker in self._of(kind))

    def can_identify(self) -> bool:
        """Returns whether people can show who they are: whether a reader of identity cards is in order. Where there are
        only general ones, whether one of those is. Never waits."""
        readers = self._of("card_reader")
        best = [
            worker for worker in readers if worker.latest_driver is None or worker.latest_driver.reads_identity_cards
        ]
        return any(worker.ready for worker in best or readers)

    def card(self, other_than: Card | None = None) -> Card | None:
        """Returns the card on a reader now, or None; `other_than` one that is known already and may lie on another
        reader; it counts again once it was lifted and placed again. Never waits. Raises DeviceError once for each
        placing that failed."""
        for watch in self._card_watches():
            card = watch.card()
            if card is not None and card is not other_than:
                return card
        return None

    def card_on(self, name: str) -> Card | None:
        """Returns the card on that reader now, or None. Never waits. Raises DeviceError as `card` does, or the
        reader's; LookupError where there is no such reader."""
        if (cards := self._in_order(name).cards) is None:
            raise LookupError(name)
        return cards.card()

    def _in_order(self, name: str) -> Member:
        member = self._members[name]
        member.check_in_order()
        return member

    def cards(self) -> tuple[Card, ...]:
        """Returns all that lie on readers now and were read. Never waits."""
        return tuple(card for watch in self._card_watches() if (card := watch.lying) is not None)

    def cards_now(self) -> tuple[Card, ...]:
        """Returns the same, as the readers answer at this moment; one that does not answer within a second has none."""
        return tuple(card for member in self._members.values() if (card := member.card_now()))

    def tells_presence(self, card: Card) -> bool:
        """Returns whether the reader that read this card last can tell whether it still lies there. Also of one that
        was lifted since. Never waits."""
        return not any(m.cards and m.cards.has_read(card) and not m.tells_presence for m in self._members.values())

    def card_present(self) -> bool:
        """Returns whether anything lies on a reader, read or not. Never waits."""
        return any(watch.present for watch in self._card_watches())

    def forget_card(self) -> None:
        """Drops what was read, at a visit's end; a card left behind does not count again until it was lifted."""
        for watch in self._card_watches():
            watch.forget()
        self.forget_scans()

    def forget_scans(self) -> None:
        for member in self._members.values():
            if member.scans:
                member.scans.forget()

    def scan(self) -> str | None:
        """Returns the code that was scanned within the last seconds, returned once; or None. Never waits. It may be
        personal."""
        codes = [member.scans.take() for member in self._members.values() if member.scans]
        return next((code for code in codes if code is not None), None)

    def scan_on(self, name: str) -> str | None:
        """Returns the next code as `scan` does, from that scanner alone. Raises DeviceError where it is in a fault,
        LookupError for no scanner."""
        return self.scans_on(name).take()

    def scans_on(self, name: str) -> ScanWatch:
        """Returns what comes from that scanner. Raises as `scan_on` does."""
        if (scans := self._in_order(name).scans) is None:
            raise LookupError(name)
        return scans

    def test(self, name: str, within: float = 6.0) -> tuple[Status, str]:
        """Returns a device's status, and its firmware ("" where it has none to tell). Raises DeviceError, also for a
        device that is not there any more; `wrong_device` where one of another model answers at its port, which takes
        some seconds more."""
        member = self._members.get(name)
        if member is None:
            raise DeviceError(Fault.DISCONNECTED, f"there is no device {name!r}")
        from devices.device_reading import read_device

        return read_device(member, within, self.put)

    def can_issue(self) -> bool:
        """Returns whether anything is in order that a queue number can come out of. Never waits."""
        return self.can("ticket_dispenser") or self.can("printer")

    def issue(
        self, document: Document, presented: Callable[[], None] = do_nothing, within: float = ISSUE_SECONDS
    ) -> None:
        """Returns when the resident has the ticket: it was taken, or is on paper where nothing tells that. Raises
        DeviceError; then nothing of it comes out later.

        The first dispenser that is in order takes it, the next one only where nothing had reached that one; where no
        dispenser has begun, the printers. `presented` is called, on another thread, when a ticket lies at a exit slot.
        """
        end = time.monotonic() + within
        error = self._why_none("ticket_dispenser")
        for worker in [worker for worker in self._of("ticket_dispenser") if worker.works]:
            try:
                return self._issue(worker, document, presented, end)
            except JobNotStarted as caught:
                error = caught
        try:
            self.print(document, min(JOB_SECONDS, end - time.monotonic()))
        except JobNotStarted as caught:
            raise error or caught from None

    def print_on(self, name: str, document: Document, within: float | None = None) -> None:
        """Prints as `print` or `issue` does, on this printer or dispenser alone. Raises JobNotStarted where there is
        none."""
        member, now = self._members.get(name), time.monotonic()
        if member is None:
            raise JobNotStarted(Fault.DISCONNECTED, f"there is no device {name!r}")
        if member.spec.kind == "ticket_dispenser":
            return self._issue(member.worker, document, do_nothing, now + (within or ISSUE_SECONDS))
        return self._print(member.worker, document, now + (within or JOB_SECONDS))

    def print_ticket(self, name: str, document: Document, within: float) -> None:
        """Prints for a dispenser that has no printer of its own: on this printer, on any for "". Raises as `print`
        does."""
        self.print_on(name, document, within) if name else self.print(document, within)

    def printers(self, name: str) -> Sequence[Status]:
        """Returns how the printer of this name is, or all of them for "". Never waits."""
        return [worker.status for worker in self._of("printer") if name in ("", worker.name)]

    def pulse(self, name: str) -> None:
        """Sends a pulse by this printer, or by the first in order for "". Raises DeviceError."""
        pulse_with([worker for worker in self._of("printer") if name in ("", worker.name)])

    def light(self, *, lit: bool) -> None:
        """Switches the kiosk's lights on or off, where there are any. Never waits."""
        for light in [member.light for member in self._members.values() if member.light]:
            light.is_lit = lit

    def print(self, document: Document, within: float = JOB_SECONDS) -> None:
        """Returns when it is on paper. Raises DeviceError; then nothing of it comes out later.

        The first printer that is in order takes it; the next one only where nothing had reached that one.
        """
        end = time.monotonic() + within
        error = self._why_none("printer") or JobNotStarted(Fault.DISCONNECTED, "no printer is configured")
        for worker in [worker for worker in self._of("printer") if worker.works]:
            try:
                return self._print(worker, document, end)
            except JobNotStarted as caught:
                error = caught
        raise error

    def page_printers(self) -> list[DeviceWorker[Any]]:
        """Returns the workers of the printers of whole pages, for `devices.page_jobs`."""
        return [] if self._stamps else self._of("page_printer")

    def cameras(self) -> list[DeviceWorker[Any]]:
        """Returns the workers of the document cameras, for `devices.document_camera.page_picture`."""
        return self._of("document_camera")

    def _print(self, worker: DeviceWorker[Any], document: Document, end: float) -> None:
        self._observer.printed(worker.name, print_with(worker, self._stamp(document), end))

    def _issue(self, worker: DeviceWorker[Any], document: Document, presented: Callable[[], None], end: float) -> None:
        usage, missed = issue_with(worker, self._stamp(document), presented, end)
        if usage:  # a printer that the dispenser uses counts for itself
            self._observer.printed(worker.name, usage)
        if missed:
            raise missed

    def _of(self, kind: str) -> list[DeviceWorker[Any]]:
        return [member.worker for member in self._members.values() if member.spec.kind == kind]

    def _card_watches(self) -> list[CardWatch]:
        return [member.cards for member in self._members.values() if member.cards]

    def _why_none(self, kind: str) -> JobNotStarted | None:
        """Returns what the first of this kind has; None where there is none."""
        statuses = [worker.status for worker in self._of(kind)]
        return JobNotStarted(statuses[0].fault or Fault.NOT_RESPONDING, statuses[0].detail) if statuses else None

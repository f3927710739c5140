"""The front door: the devices of one kiosk, each behind its keeper, as the rest of the program sees them."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from devices.base import Card, Condition, Device, DeviceError, Fault, Printer, Status, Telling
from devices.card_watch import POLL_SECONDS, CardWatch
from devices.documents import Document
from devices.keeper import Keeper
from devices.models import make_driver
from devices.scan_watch import POLL_SECONDS as SCAN_SECONDS
from devices.scan_watch import ScanWatch
from devices.witness import Nobody, Witness, millimetres

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class DeviceSpec:
    """One `[[device]]` of the configuration. `settings` are the model's own keys: its `Settings`, or a mapping."""

    name: str
    kind: str
    model: str
    port: str
    settings: "BaseModel | Mapping[str, Any]" = field(default_factory=dict)


class Devices:
    """All devices of the kiosk. Nothing here waits on a device, but for `print`, which is bounded."""

    def __init__(self, specs: Sequence[DeviceSpec], make: Callable[[str, str, str, Any], Device] = make_driver) -> None:
        """`make(kind, model, port, settings)` gives a driver that is not opened; it is called by the keepers."""
        self._witness: Witness = Nobody()
        self._make = make
        self._kinds = {spec.name: spec.kind for spec in specs}
        self._watches = {
            spec.name: CardWatch(partial(self._card_read, spec.name)) for spec in specs if spec.kind == "card_reader"
        }
        self._scans = {spec.name: ScanWatch() for spec in specs if spec.kind == "scanner"}
        self._keepers = {spec.name: self._keeper(spec, make) for spec in specs}

    def _keeper(self, spec: DeviceSpec, make: Callable[[str, str, str, Any], Device]) -> Keeper[Any]:
        driver = partial(make, spec.kind, spec.model, spec.port, spec.settings)
        changed = partial(self._changed, spec.name)
        if spec.kind == "scanner":
            scan = self._scans[spec.name]
            return Keeper(spec.name, driver, watch=scan.watch, every=SCAN_SECONDS, lost=scan.forget, changed=changed)
        if spec.kind != "card_reader":
            return Keeper(spec.name, driver, changed=changed)
        watch = self._watches[spec.name]
        return Keeper(spec.name, driver, watch=watch.watch, every=POLL_SECONDS, lost=watch.gone, changed=changed)

    def _card_read(self, name: str) -> None:
        self._witness.card_read(name)

    def _changed(self, name: str, status: Status) -> None:
        self._witness.changed(name, status)

    def report_to(self, witness: Witness) -> None:
        """Tell this witness from now on, and first how each device is now."""
        self._witness = witness
        for name, status in self.statuses().items():
            witness.changed(name, status)

    def put(self, spec: DeviceSpec) -> None:
        """Use this device from now on, in the place of the one of its name, which is closed first: within two seconds.
        For one thread at a time; those that look at the devices meanwhile see either."""
        self.drop(spec.name)
        if spec.kind == "card_reader":
            self._watches = {**self._watches, spec.name: CardWatch(partial(self._card_read, spec.name))}
        if spec.kind == "scanner":
            self._scans = {**self._scans, spec.name: ScanWatch()}
        keeper = self._keeper(spec, self._make)
        self._kinds = {**self._kinds, spec.name: spec.kind}
        self._keepers = {**self._keepers, spec.name: keeper}
        keeper.start()

    def drop(self, name: str) -> None:
        """Close this device, if there is one, and use it no more."""
        keeper = self._keepers.get(name)
        self._keepers = {other: kept for other, kept in self._keepers.items() if other != name}
        self._watches = {other: kept for other, kept in self._watches.items() if other != name}
        self._scans = {other: kept for other, kept in self._scans.items() if other != name}
        if keeper:
            keeper.stop()

    def start(self) -> None:
        """Start the keepers; returns at once."""
        for keeper in self._keepers.values():
            keeper.start()

    def stop(self) -> None:
        """Close all devices; within about two seconds, however many hang."""
        end = time.monotonic() + 2.0
        for keeper in self._keepers.values():
            keeper.stop(within=0)
        for keeper in self._keepers.values():
            keeper.stop(within=max(0.0, end - time.monotonic()))

    def statuses(self) -> Mapping[str, Status]:
        """The latest status of each device by its name, in the order of the configuration. Never waits."""
        return {name: keeper.status for name, keeper in self._keepers.items()}

    def kinds(self) -> Mapping[str, str]:
        """The kind of each device by its name, in the order of the configuration."""
        return dict(self._kinds)

    def can(self, kind: str) -> bool:
        """Is a device of this kind there and not in a fault that stops it? Never waits."""
        return any(keeper.ready for keeper in self._of(kind))

    def card(self, other_than: Card | None = None) -> Card | None:
        """The card on a reader now, or None; `other_than` one that is known already and may lie on another reader.
        Never waits. Raises DeviceError once for each placing that failed."""
        for watch in self._watches.values():
            card = watch.card()
            if card is not None and card != other_than:
                return card
        return None

    def card_on(self, name: str) -> Card | None:
        """The card on that reader now, or None. Never waits. Raises DeviceError as `card` does, or the reader's."""
        status = self._keepers[name].status
        if status.condition is Condition.FAULT:
            raise DeviceError(status.fault or Fault.INTERNAL, status.detail)
        return self._watches[name].card()

    def card_present(self) -> bool:
        """Does anything lie on a reader, read or not? Never waits."""
        return any(watch.present for watch in self._watches.values())

    def forget_card(self) -> None:
        """Drop what was read, at a visit's end; a card left behind does not count again until it was lifted."""
        for watch in self._watches.values():
            watch.forget()
        for scan in self._scans.values():
            scan.forget()

    def scan(self) -> str | None:
        """The code that was scanned within the last seconds, given once; or None. Never waits. It may be personal."""
        codes = [scan.take() for scan in self._scans.values()]
        return next((code for code in codes if code is not None), None)

    def test(self, name: str, within: float = 6.0) -> tuple[Status, str]:
        """Ask one device how it is, and for what it tells of itself ("" where nothing). Raises DeviceError."""
        return self._keepers[name].do(_ask, within)

    def print_on(self, name: str, document: Document, within: float = 20.0) -> None:
        """Like `print`, on this printer alone."""
        self._keepers[name].do(_PrintJob(document), within)
        self._witness.printed(name, millimetres(document))

    def print(self, document: Document, within: float = 20.0) -> None:
        """Return when it is on paper. Raises DeviceError; then nothing of it comes out later.

        The first printer that is in order takes it; the next only where that one had not begun.
        """
        end = time.monotonic() + within
        error = self._why_no_printer()
        for keeper in [keeper for keeper in self._of("printer") if keeper.ready]:
            job = _PrintJob(document)
            try:
                keeper.do(job, max(0.0, end - time.monotonic()))
                self._witness.printed(keeper.name, millimetres(document))
                return
            except DeviceError as caught:
                if not job.withdraw():
                    raise
                error = caught
        raise error

    def _of(self, kind: str) -> list[Keeper[Any]]:
        return [keeper for name, keeper in self._keepers.items() if self._kinds[name] == kind]

    def _why_no_printer(self) -> DeviceError:
        for keeper in self._of("printer"):
            status = keeper.status
            return DeviceError(status.fault or Fault.DISCONNECTED, status.detail)
        return DeviceError(Fault.DISCONNECTED, "no printer is configured")


def _ask(driver: Device) -> tuple[Status, str]:
    return driver.status(), driver.firmware() if isinstance(driver, Telling) else ""


class _PrintJob:
    """Looks at the printer once more, then prints, unless it was withdrawn before."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lock = threading.Lock()
        self._begun = False
        self._withdrawn = False

    def withdraw(self) -> bool:
        """False where some of it may be on paper; else it will never be."""
        with self._lock:
            self._withdrawn = True
            return not self._begun

    def __call__(self, printer: Printer) -> None:
        status = printer.status()
        if status.condition is Condition.FAULT:
            raise DeviceError(status.fault or Fault.INTERNAL, status.detail)
        with self._lock:
            if self._withdrawn:
                return
            self._begun = True
        printer.print(self._document)

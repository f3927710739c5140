"""One device in use: what the configuration says of it, its worker, and what the worker sees there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from devices.base import Card, Condition, Device, DeviceError, Fault, Media, PaperLevel, ReadsInPassing, Status
from devices.card_watch import POLL_SECONDS, PRESENCE_SECONDS, CardWatch
from devices.light_watch import WATCH_SECONDS, LightWatch
from devices.scan_watch import ScanWatch
from devices.worker import DeviceWorker

if TYPE_CHECKING:
    from pydantic import BaseModel

_PRINTER = Status(Condition.UNKNOWN, paper=PaperLevel.UNKNOWN)
_READER = Status(Condition.UNKNOWN, media=Media.UNKNOWN)
_CARD_SECONDS = 1.0  # for the answer whether a card lies there
_PRINTER_SECONDS = 0.6  # between two looks: so that even silence is seen within a second
_WITH_PAPER = ("printer", "ticket_dispenser")
_PAGES_SECONDS = 2.0  # between two looks at a printer of pages


@dataclass(frozen=True, slots=True)
class DeviceSpec:
    """One `[[device]]` of the configuration. `settings` are the model's own keys: its `Settings`, or a mapping."""

    name: str
    kind: str
    model: str
    port: str
    settings: "BaseModel | Mapping[str, Any]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """One device in use. `cards` and `scans`: what its worker sees there, for a reader or a scanner; `light`: whether a
    light is to be on."""

    spec: DeviceSpec
    worker: DeviceWorker[Any]
    cards: CardWatch | None = None
    scans: ScanWatch | None = None
    light: LightWatch | None = None

    @property
    def tells_presence(self) -> bool:
        return not (
            isinstance(self.worker.latest_driver, ReadsInPassing) and self.worker.latest_driver.reads_in_passing
        )

    def check_in_order(self) -> None:
        """Raises DeviceError where the device is in a fault."""
        status = self.worker.status
        if status.condition is Condition.FAULT:
            raise DeviceError(status.fault or Fault.INTERNAL, status.detail)

    def card_now(self) -> Card | None:
        """Returns the card as the reader answers at this moment; None where it does not answer within a second."""
        if self.cards is None:
            return None
        try:
            self.worker.do(self.cards.look_again, _CARD_SECONDS)
        except DeviceError:
            return None
        return self.cards.lying


def build_member(
    spec: DeviceSpec,
    make: Callable[[], Device],
    card_read: Callable[[], None],
    changed: Callable[[Status], None],
) -> Member:
    """Returns the device's part in the manager; the worker is not started. `make` returns a driver that is not opened;
    the worker calls all three."""
    build_worker = partial(DeviceWorker[Any], spec.name, make, changed=changed)
    if spec.kind == "scanner":
        scans = ScanWatch()
        return Member(spec, build_worker(watch=scans.watch, lost=scans.forget), scans=scans)
    if spec.kind == "card_reader":
        cards = CardWatch(card_read, POLL_SECONDS)
        every = min(POLL_SECONDS, PRESENCE_SECONDS)
        worker = build_worker(watch=cards.watch, every=every, lost=cards.forget_card, unknown=_READER)
        return Member(spec, worker, cards=cards)
    if spec.kind == "signal_light":
        light = LightWatch()
        return Member(spec, build_worker(watch=light.watch, every=WATCH_SECONDS), light=light)
    if spec.kind in _WITH_PAPER:
        return Member(spec, build_worker(every=_PRINTER_SECONDS, unknown=_PRINTER))
    if spec.kind == "page_printer":
        return Member(spec, build_worker(every=_PAGES_SECONDS, unknown=_PRINTER))
    return Member(spec, build_worker())

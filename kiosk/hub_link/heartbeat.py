"""Tells the hub every half minute how this kiosk is, fetches the catalogue when the hub has another one, and carries
out staff's commands."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar
from uuid import UUID, uuid4

from contract.kiosks import (
    Command,
    CommandAnswer,
    CommandKind,
    DeviceReport,
    Heartbeat,
    HeartbeatAnswer,
    KioskHealth,
    KioskTrouble,
    Mode,
)
from contract.release import get_version
from kiosk import clock
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.ledger import Ledger
from kiosk.hub_link.outbox import Outbox
from kiosk.hub_link.periodic import PeriodicTask
from kiosk.hub_link.safekeeping import Held, Safekeeping
from kiosk.hub_link.staff_call import ASK_EVERY, StaffCall
from kiosk.hub_link.ticket_book import TicketBook
from kiosk.log_safe import traceback_summary
from kiosk.storage.clock_file import keep_difference
from kiosk.storage.disk_room import DiskRoom, DiskState
from kiosk.storage.service_mode import ServiceMode

log = logging.getLogger(__name__)

T = TypeVar("T")
EVERY = 30.0  # seconds
_DIRECTORY_EVERY = 600.0  # seconds
_DETAIL = 200  # characters
_DOUBTFUL_AT_ONCE = 40  # as many as a heartbeat can tell of


@dataclass(frozen=True, slots=True)
class OwnState:
    """The kiosk's own parts that a heartbeat tells of. `outbox` is None where the database on disk is not used: then
    nobody knows what waits in it, nor which letters the kiosk has."""

    outbox: Outbox | None
    book: TicketBook
    safekeeping: Safekeeping
    ledger: Ledger
    disk: DiskRoom


class Heartbeats:
    """Owns a thread. `wake` it when a device has failed, so that staff hear of it at once."""

    def __init__(
        self,
        hub: HubClient,
        catalogue_cache: CatalogueCache,
        own: OwnState,
        service_mode: ServiceMode,
        devices: Callable[[], tuple[DeviceReport, ...]],
        back: Callable[[], None],
    ) -> None:
        """`back` is called each time the hub has been away and is back, or lacks what it had acknowledged."""
        self._hub = hub
        self._catalogue_cache = catalogue_cache
        self._outbox = own.outbox
        self._book = own.book
        self._service_mode = service_mode
        self._devices = devices
        self._back = back
        self.keep_line: Callable[[str], None] = lambda line: None  # called with each line of a witness
        self.calls: StaffCall | None = None
        self.order_practice: Callable[[bool], None] | None = None  # where this kiosk can practise
        self._own = own
        self._instance = uuid4().hex  # of this run: two that speak in turn are two kiosks
        self._twin = False
        self._directory_due = 0.0  # of time.monotonic
        self._away: bool | None = None
        self._answers: dict[UUID, CommandAnswer] = {}  # what the hub has not been told yet
        self._task = PeriodicTask("heartbeat", self._report, EVERY)
        self.start = self._task.start
        self.wake = self._task.wake
        self.stop = self._task.stop

    @property
    def away(self) -> bool | None:
        """Returns whether the hub was away when last asked; None before it was asked."""
        return self._away

    @property
    def twin(self) -> bool:
        """Returns whether another kiosk speaks under this one's identity, by what the hub last said."""
        return self._twin

    def get_held(self) -> Held:
        """Returns what is held until the hub says that it is safe."""
        return self._own.safekeeping.get_held()

    def _report(self) -> bool:
        self._own.disk.probe()
        try:
            self._try("what was acknowledged", self._own.safekeeping.before_heartbeat)
            report = self._heartbeat()
            answer = self._hub.heartbeat(report)
            for command_answer in report.answers:
                del self._answers[command_answer.id]
            self._obey(answer.commands)
            self._take_marks(answer)
            self._hear_staff(coming=answer.staff_coming)
            self._try("the catalogue", lambda: self._take(answer))
        except (HubAway, HubRefused) as error:
            if not self._away:
                log.warning("the hub is away: %s", error)
            self._away = True
            if self.calls:
                self.calls.miss()
            return False
        if self._away:
            log.info("the hub is back")
            self._back()
        self._away = False
        return True

    def _hear_staff(self, *, coming: bool) -> None:
        """Asks the hub for the answer every few seconds, while somebody has called."""
        if self.calls:
            self.calls.hear(coming=coming)
            self._task.every = ASK_EVERY if self.calls.waits else EVERY

    def _take_marks(self, answer: HeartbeatAnswer) -> None:
        """Takes up the hub's marks. Raises HubAway, HubRefused."""
        self._twin = self._book.shared = bool(answer.marks and answer.marks.twin)
        if self._outbox and self._try("marks", lambda: self._own.safekeeping.take(answer.marks, self._hub)):
            self._back()
        self._try("the clock", lambda: keep_difference(self._own.disk.data_dir))

    def _try(self, what: str, work: Callable[[], T]) -> T | None:
        """Returns the result, or None where the disk takes nothing: the hub is told all the same."""
        try:
            return work()
        except (OSError, sqlite3.Error) as error:
            log.error("%s: not kept: %s", what, traceback_summary(error))
            return None

    def _heartbeat(self) -> Heartbeat:
        counts = self._outbox.counts() if self._outbox else None
        return Heartbeat(
            at=clock.machine_now(),
            version=get_version(),
            outbox=counts.pending if counts else None,
            refused=counts.refused if counts else None,
            devices=self._devices(),
            mode=self._service_mode.mode,
            series=self._book.letters() if self._outbox else None,
            answers=tuple(self._answers.values()),
            doubtful=self._book.doubtful(clock.today())[:_DOUBTFUL_AT_ONCE],
            rotates=True,
            national=True,
            health=self._health(),
            can_practise=self.order_practice is not None,
        )

    def _health(self) -> KioskHealth:
        held = self._own.safekeeping.get_held()
        return KioskHealth(
            instance=self._instance,
            clock_at=clock.now(),
            epoch=self._own.safekeeping.epoch,
            unsafe=held.count,
            unsafe_since=held.since,
            troubles=tuple(self._troubles(held.dropped)),
        )

    def _troubles(self, dropped: int) -> Iterator[KioskTrouble]:
        if (state := self._own.disk.state) is not DiskState.OK:
            yield KioskTrouble(kind="disk", detail=state.value)
        if missing := self._own.ledger.missing():
            codes = ", ".join(entry.code or entry.kind for entry in missing)
            yield KioskTrouble(kind="outbox", detail=f"{len(missing)}: {codes}"[:_DETAIL])
        if dropped:
            yield KioskTrouble(kind="unsafe", detail=f"-{dropped}")

    def _obey(self, commands: tuple[Command, ...]) -> None:
        """Carries out the commands and answers each at once; practice once it has begun. One that comes again, as its
        answer was lost, does no harm."""
        for command in commands:
            try:
                if self._do(command):
                    self._answers[command.id] = CommandAnswer(id=command.id, done=True)
            except (HubAway, HubRefused, OSError) as error:
                log.error("%s was not done: %s", command.kind, type(error).__name__)
                self._answers[command.id] = CommandAnswer(id=command.id, done=False, detail=type(error).__name__)
        if self._answers:
            self.wake()

    def _do(self, command: Command) -> bool:
        """Carries out a command; returns whether it is done by now. Raises HubAway, HubRefused or OSError."""
        match command.kind:
            case CommandKind.LOCK:
                self._service_mode.change(Mode.LOCKED, command.reason)
            case CommandKind.MAINTENANCE:
                self._service_mode.change(Mode.MAINTENANCE, command.reason)
            case CommandKind.UNLOCK:
                self._service_mode.change(Mode.OPEN)
            case CommandKind.REFRESH:
                self._fetch_catalogue(etag="")
                self._catalogue_cache.keep_notices(self._hub.notices())
            case CommandKind.PRACTICE | CommandKind.END_PRACTICE:
                return self._take_up_practice(begin=command.kind is CommandKind.PRACTICE)
        return True

    def _take_up_practice(self, *, begin: bool) -> bool:
        """Passes the order on. It ends as soon as the kiosk is back here; it begins after the visit, once nothing waits
        in the outbox, and is answered by the kiosk that practises."""
        if self.order_practice:
            self.order_practice(begin)
        return not begin

    def _take(self, answer: HeartbeatAnswer) -> None:
        self._keep_witness(answer.witness)
        if answer.token:
            self._keep_token(answer.token)
        if answer.series and answer.series != self._book.letters():
            self._book.keep_letters(answer.series)
            self.wake()  # the hub is to hear that they are kept
        if self._outbox:
            self._outbox.set_crypto(answer.crypto)
        self._book.nameless_a_minute = answer.nameless_numbers_a_minute
        self._book.held.minutes = answer.one_number_minutes
        if answer.notices != self._catalogue_cache.notices.version:
            self._catalogue_cache.keep_notices(self._hub.notices())
        if monotonic() >= self._directory_due:
            self._fetch_directory()
        catalogue = self._catalogue_cache.catalogue
        if catalogue and catalogue.version == answer.catalogue:
            return
        self._fetch_catalogue(self._catalogue_cache.etag)

    def _fetch_directory(self) -> None:
        """Fetches what is there to be searched; places are there to be chosen from. Without them the search finds
        less, and an address is typed. Raises OSError where the disk fails."""
        self._directory_due = monotonic() + _DIRECTORY_EVERY
        try:
            self._catalogue_cache.keep_directory(self._hub.directory())
            self._fetch_places()
        except (HubAway, HubRefused) as error:
            log.warning("directory or places were not fetched: %s", error)

    def _fetch_places(self) -> None:
        """Fetches the places, and their map where it is another one. Raises HubAway, HubRefused, OSError."""
        cache = self._catalogue_cache
        cache.keep_places(self._hub.places())
        if cache.places.drawn_map and cache.map_picture is None:
            cache.keep_map_picture(self._hub.map_picture())

    def _keep_witness(self, line: str) -> None:
        try:
            self.keep_line(line)
        except OSError as error:
            log.error("the hub's witness line was not kept: %s", error.strerror)

    def _keep_token(self, token: str) -> None:
        """Stores the next token. Where the disk fails the old one still holds, and the hub sends another."""
        try:
            self._hub.keep_token(token)
            log.info("this kiosk has its next token")
        except OSError as error:
            log.error("the next token was not kept: %s", error.strerror)

    def _fetch_catalogue(self, etag: str) -> None:
        if tagged := self._hub.catalogue(etag):
            self._catalogue_cache.keep(tagged.catalogue, tagged.etag)
            log.info("the catalogue is now version %s", tagged.catalogue.version)

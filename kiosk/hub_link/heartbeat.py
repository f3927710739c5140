"""Tells the hub every half minute how this kiosk is, fetches the catalogue when the hub has another one, and does what
staff want of this kiosk."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from contract.kiosks import Command, CommandAnswer, CommandKind, DeviceReport, Heartbeat, HeartbeatAnswer, Mode
from contract.release import get_version
from kiosk import clock
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.client import HubAway, HubClient, HubRefused
from kiosk.hub_link.outbox import Outbox
from kiosk.hub_link.periodic import PeriodicTask
from kiosk.hub_link.ticket_book import TicketBook
from kiosk.storage.service_mode import ServiceMode

log = logging.getLogger(__name__)

EVERY = 30.0  # seconds
_DOUBTFUL_AT_ONCE = 40  # as many as a heartbeat can tell of


class Heartbeats:
    """Owns a thread. `wake` it when a device has failed, so that staff hear of it at once."""

    def __init__(
        self,
        hub: HubClient,
        catalogue_cache: CatalogueCache,
        outbox: Outbox | None,
        book: TicketBook,
        service_mode: ServiceMode,
        devices: Callable[[], tuple[DeviceReport, ...]],
        back: Callable[[], None],
    ) -> None:
        """`back` is called each time the hub has been away and is back. `outbox` is None where the database on disk is
        not used: then nobody knows what waits in it, nor which letters the kiosk has."""
        self._hub = hub
        self._catalogue_cache = catalogue_cache
        self._outbox = outbox
        self._book = book
        self._service_mode = service_mode
        self._devices = devices
        self._back = back
        self._away: bool | None = None
        self._answers: dict[UUID, CommandAnswer] = {}  # what the hub has not been told yet
        self._routine = PeriodicTask("heartbeat", self._report, EVERY)
        self.start = self._routine.start
        self.wake = self._routine.wake
        self.stop = self._routine.stop

    @property
    def away(self) -> bool | None:
        """Was the hub away when last asked? None before it was asked."""
        return self._away

    def _report(self) -> bool:
        try:
            report = self._heartbeat()
            answer = self._hub.heartbeat(report)
            for told in report.answers:
                del self._answers[told.id]
            self._obey(answer.commands)
            self._take(answer)
        except (HubAway, HubRefused) as error:
            if not self._away:
                log.warning("the hub is away: %s", error)
            self._away = True
            return False
        if self._away:
            log.info("the hub is back")
            self._back()
        self._away = False
        return True

    def _heartbeat(self) -> Heartbeat:
        counts = self._outbox.counts() if self._outbox else None
        return Heartbeat(
            at=datetime.now(UTC),
            version=get_version(),
            outbox=counts.pending if counts else None,
            refused=counts.refused if counts else None,
            devices=self._devices(),
            mode=self._service_mode.mode,
            series=self._book.letters() if self._outbox else None,
            answers=tuple(self._answers.values()),
            doubtful=self._book.doubtful(clock.today())[:_DOUBTFUL_AT_ONCE],
        )

    def _obey(self, commands: tuple[Command, ...]) -> None:
        """Each is answered at once. One that comes again, as its answer was lost, does no harm."""
        for command in commands:
            try:
                self._do(command)
                self._answers[command.id] = CommandAnswer(id=command.id, done=True)
            except (HubAway, HubRefused, OSError) as error:
                log.error("%s was not done: %s", command.kind, type(error).__name__)
                self._answers[command.id] = CommandAnswer(id=command.id, done=False, detail=type(error).__name__)
        if commands:
            self.wake()

    def _do(self, command: Command) -> None:
        """Raises HubAway, HubRefused or OSError."""
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

    def _take(self, answer: HeartbeatAnswer) -> None:
        if answer.series and answer.series != self._book.letters():
            self._book.keep_letters(answer.series)
            self.wake()  # the hub is to hear that they are kept
        if answer.notices != self._catalogue_cache.notices.version:
            self._catalogue_cache.keep_notices(self._hub.notices())
        known = self._catalogue_cache.catalogue
        if known and known.version == answer.catalogue:
            return
        self._fetch_catalogue(self._catalogue_cache.etag)

    def _fetch_catalogue(self, etag: str) -> None:
        if tagged := self._hub.catalogue(etag):
            self._catalogue_cache.keep(tagged.catalogue, tagged.etag)
            log.info("the catalogue is now version %s", tagged.catalogue.version)

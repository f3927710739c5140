"""Takes the outbox to the hub, in order, again and again until the hub has each entry.

A failure counts against an entry only where the hub has answered a heartbeat between it and the failure before, so
that no order is changed while the hub is away.
"""

import logging
from collections.abc import Iterable
from concurrent.futures import Future
from threading import Lock
from time import monotonic
from uuid import UUID

from contract.problems import Problem
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.messages import Answer, MessageKind
from kiosk.hub_link.outbox import UNREADABLE, Outbox, OutboxEntry
from kiosk.hub_link.periodic import PeriodicTask
from kiosk.private_memory import overwrite_unused_stack

log = logging.getLogger(__name__)

_EVERY = 30.0  # seconds between two looks at an outbox that nobody has put anything into


class Sender:
    """Owns a thread. `expect` an entry before it is put into the outbox, `wake` afterwards."""

    def __init__(self, outbox: Outbox, hub: HubClient) -> None:
        self._outbox = outbox
        self._hub = hub
        self._lock = Lock()
        self._expected: dict[UUID, Future[Answer]] = {}
        self._last_failure: tuple[UUID, MessageKind, float] | None = None
        self._task = PeriodicTask("sender", self._drain, _EVERY)
        self.start = self._task.start
        self.wake = self._task.wake
        self.stop = self._task.stop

    def expect(self, identifier: UUID) -> "Future[Answer]":
        """Returns what the hub answers to this entry; HubAway once an attempt failed, though the entry stays;
        HubRefused."""
        future: Future[Answer] = Future()
        with self._lock:
            self._expected[identifier] = future
        return future

    def _drain(self) -> bool:
        while entry := self._outbox.first():
            try:
                self._deliver(entry)
            except HubAway as away:
                log.info("%s waits: %s", entry.kind, away)
                self._record_failure(entry, away)
                return False
            finally:
                overwrite_unused_stack()
        return True

    def _record_failure(self, entry: OutboxEntry, away: HubAway) -> None:
        if entry.deprioritised:
            self._outbox.mark_failed(entry)
            self._tell((entry.id,), away)
            return
        self._tell(self._expected.keys(), away)
        if self._though_the_hub_works(entry):
            self._outbox.mark_failed(entry)

    def _though_the_hub_works(self, entry: OutboxEntry) -> bool:
        before, self._last_failure = self._last_failure, (entry.id, entry.kind, monotonic())
        return before is not None and before[:2] == (entry.id, entry.kind) and before[2] < self._hub.heard_at

    def _deliver(self, entry: OutboxEntry) -> None:
        """Sends the entries. Raises HubAway."""
        try:
            answer = self._send(entry)
        except HubRefused as refusal:
            self._set_aside(entry, refusal.problem)
            return
        except ValueError as error:  # pydantic's too: another release has written it
            log.error("%s %s cannot be read: %s", entry.kind, entry.id, type(error).__name__)
            self._set_aside(entry, Problem(title="it cannot be read", status=UNREADABLE))
            return
        self._outbox.mark_sent(entry)
        if (future := self._pop(entry.id)) and answer:
            future.set_result(answer)

    def _send(self, entry: OutboxEntry) -> Answer | None:
        """Returns None for a refusal that is as good as sent. Raises HubAway, HubRefused, ValueError."""
        try:
            return self._hub.send(entry.kind, entry.id, entry.kind.parse(entry.body))
        except HubRefused as refusal:
            if entry.kind.is_sent_by(refusal.problem.status):
                return None
            raise

    def _set_aside(self, entry: OutboxEntry, problem: Problem) -> None:
        log.warning("%s %s is set aside with status %s", entry.kind, entry.id, problem.status)
        self._outbox.mark_refused(entry, problem)
        if future := self._pop(entry.id):
            future.set_exception(HubRefused(problem))

    def _pop(self, identifier: UUID) -> "Future[Answer] | None":
        with self._lock:
            return self._expected.pop(identifier, None)

    def _tell(self, whom: Iterable[UUID], away: HubAway) -> None:
        with self._lock:
            futures = [self._expected.pop(identifier) for identifier in tuple(whom) if identifier in self._expected]
        for future in futures:
            future.set_exception(away)

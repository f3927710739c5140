"""How long one waits for each service now."""

import logging
from collections.abc import Mapping
from threading import Thread

from contract.queues import ServiceWait
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.hub_calls import ASIDE
from kiosk.visit import Visit

log = logging.getLogger(__name__)


class Waits:
    """What the last heartbeat told, at once, so that nothing moves on a page that is read; soon after it what the hub
    says now, asked on a thread of its own. `by_service`: empty where nobody knows; `heard`: whether the hub said so."""

    def __init__(self, visit: Visit) -> None:
        self.by_service, self.heard = _told(visit), False
        Thread(target=self._ask, args=(visit,), name="waits", daemon=True).start()

    def _ask(self, visit: Visit) -> None:
        if visit.hub_link.heartbeat.away:
            return
        try:
            waits = visit.hub_link.hub.unattended().hurried(ASIDE).waits().waits
        except (HubAway, HubRefused) as error:
            log.info("nobody knows how many wait: %s", error)
            return
        self.by_service, self.heard = {wait.service: wait for wait in waits}, True


def _told(visit: Visit) -> Mapping[str, ServiceWait]:
    """Returns the waits of the last heartbeat, which names only the services that somebody waits for."""
    lobby = visit.hub_link.heartbeat.lobby.find()
    if lobby is None or lobby.hours == ():
        return {}
    nobody = {code: ServiceWait(service=code, people=0) for code in visit.services}
    return nobody | {wait.service: wait for wait in lobby.waits}

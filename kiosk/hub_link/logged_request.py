"""A line in the log for each call of the hub, with the id by which the hub's log and a department's know it."""

import logging
import re
from time import monotonic

from contract.request_id import HEADER, new_request_id

log = logging.getLogger(__name__)

_FREQUENT = ("catalogue", "kiosks/heartbeat", "notices")  # no line for those that go well
_ID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}")


class LoggedRequest:
    """One attempt. Of the path neither an id nor what is asked for reaches the log."""

    def __init__(self, method: str, path: str) -> None:
        self._name = f"{method} {_ID.sub('<id>', path.partition('?')[0])}"
        self._frequent = path in _FREQUENT
        self._request_id = new_request_id()
        self._began = monotonic()

    @property
    def headers(self) -> dict[str, str]:
        return {HEADER: self._request_id}

    def log_answer(self, status: int) -> None:
        self._log(logging.DEBUG if self._frequent and status < 400 else logging.INFO, str(status))

    def log_failure(self, reason: str) -> None:
        self._log(logging.INFO, reason)

    def _log(self, level: int, outcome: str) -> None:
        milliseconds = round((monotonic() - self._began) * 1000)
        log.log(level, "%s: %s, %d ms, request %s", self._name, outcome, milliseconds, self._request_id)

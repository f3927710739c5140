"""The ways in which the hub is asked: within a patience, with the proof of the card, and after `attend`."""

from collections.abc import Mapping
from copy import copy
from math import inf
from time import monotonic
from typing import Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from bounded_http import HttpAnswer
from contract.cases import SIGNATURE_WANTED, Submission
from kiosk.hub_link.attended import Attend, attended_by_nobody
from kiosk.hub_link.connection import ENROL, HubAddress, HubAway, HubConnection
from kiosk.hub_link.placings import Placings
from kiosk.hub_link.vain_waits import VainWaits

M = TypeVar("M", bound=BaseModel)

PATIENCE = 2.5  # seconds a resident is kept waiting for the hub
ASIDE = 0.8  # of them for what helps and need not be known
LARGEST = 1 << 20  # bytes of an answer


class HubCalls:
    """A base for the client. Every call raises HubAway or HubRefused. Safe to use from several threads."""

    def __init__(self, address: HubAddress, patience: float = PATIENCE) -> None:
        self._address = address
        self.placings = Placings()
        self._patience = patience
        self._connection = HubConnection(address)
        self._attend: Attend = attended_by_nobody
        self._vain_waits: VainWaits | None = None  # of the visit, where one waits
        self.heard_at = -inf  # when the hub last answered a heartbeat, by `monotonic`

    def attended(self, attend: Attend) -> Self:
        """Returns the same connection for a visit: `attend` is called with each message before it is sent, and what
        the visit has waited for in vain shortens what it waits next."""
        client = copy(self)
        client._attend, client._vain_waits = attend, VainWaits()  # noqa: SLF001  # a copy of this one
        return client

    def unattended(self) -> Self:
        """Returns the same connection, for what goes on while the resident does something else."""
        client = copy(self)
        client._attend, client._vain_waits = attended_by_nobody, None  # noqa: SLF001  # a copy of this one
        return client

    def hurried(self, patience: float) -> Self:
        """Returns the same connection, which waits no longer than `patience` seconds for an answer."""
        client = copy(self)
        client._patience = patience  # noqa: SLF001  # a copy of this one
        return client

    @property
    def patience(self) -> float:
        """Returns how many seconds to wait for an answer: this visit may have waited in vain just now."""
        if self._vain_waits is None:
            return self._patience
        waited = self._vain_waits.since(self._connection.answered_at)
        return max(self._patience - waited, min(ASIDE, self._patience))

    def count_vain_wait(self, seconds: float) -> None:
        """Counts what the visit has waited for the hub's answer to what is sent behind it."""
        if self._vain_waits:
            self._vain_waits.add(seconds, self._connection.answered_at)

    def close(self) -> None:
        """Hangs up, so that the hub need not wait for this kiosk before it can end."""
        self._connection.close()

    def _get(self, path: str, kind: type[M]) -> M:
        self._attend(None)
        return self._read(self._call("GET", path, None, self.patience), kind)

    def _post(
        self,
        path: str,
        message: BaseModel | None,
        kind: type[M],
        entry: UUID | None = None,
        patience: float | None = None,
        further: Mapping[str, str] | None = None,
    ) -> M:
        self._attend(message)
        body = message.model_dump_json().encode() if message else None
        headers = dict(further or {})
        if message and path != ENROL:
            headers |= self.placings.headers(message, self._connection.token(), entry)
        if isinstance(message, Submission):
            headers[SIGNATURE_WANTED] = "1"  # a kiosk of an earlier release would not understand it
        return self._read(self._call("POST", path, body, patience or self.patience, headers), kind)

    def _call(
        self, method: str, path: str, body: bytes | None, within: float, headers: Mapping[str, str] = {}
    ) -> HttpAnswer:
        began = monotonic()
        try:
            return self._connection.call(method, path, body, within, LARGEST, headers)
        except HubAway:
            self.count_vain_wait(monotonic() - began)
            raise

    def _read(self, answer: HttpAnswer, kind: type[M]) -> M:
        if answer.status not in (200, 201):
            raise HubAway(f"unexpected status {answer.status}")
        try:
            return kind.model_validate_json(answer.body, extra="ignore")  # a newer hub's answer may say more
        except ValidationError:
            raise HubAway(f"an answer that is no {kind.__name__}") from None  # pydantic's text quotes the values

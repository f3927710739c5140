"""One HTTP call to the hub, over within a total of seconds, however slowly bytes trickle in. The only module that knows
requests.

What is not a proper answer of the hub's is `HubAway`; what the hub has judged and will not take is `HubRefused`.
Neither text says anything about a person, and no URL names one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread
from time import monotonic
from typing import Generic, TypeVar

import requests
from pydantic import ValidationError
from urllib3.exceptions import HTTPError

from contract.problems import REFUSED, Problem
from kiosk.hub_link.logged_request import LoggedRequest
from kiosk.private_memory import overwrite_unused_stack

T = TypeVar("T")

CALLS_AT_ONCE = 4
JUST_NOW = 10.0  # seconds
ENROL = "kiosks/enrol"  # by which a kiosk gets its token
_NETWORK = (requests.RequestException, HTTPError, OSError, ValueError)
_JUDGED = (404, 409, 422)  # with a problem of the type REFUSED: what was sent is at fault


class HubAway(Exception):
    """The hub cannot be reached, or does not answer as a hub does."""


class HubRefused(Exception):
    """The hub has judged what was sent, will not take it, and says why. `problem.status` is 404, 409 or 422."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"refused with status {problem.status}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where the hub is, and the file with this kiosk's token in it (it may come later than the kiosk).

    `ca_file`: certificates (PEM) of the authorities that may vouch for the hub; None for the usual ones.
    """

    url: str
    token_file: Path
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    etag: str
    body: bytes


class HubConnection:
    """Every call raises HubAway or HubRefused. Safe to use from several threads."""

    def __init__(self, address: HubAddress) -> None:
        self._address = address
        self._base = address.url.rstrip("/") + "/api/v1/"
        self._session = requests.Session()
        self._session.trust_env = False  # the hub is reached directly, and no .netrc is wanted
        self._session.verify = str(address.ca_file) if address.ca_file else True
        self._places = BoundedSemaphore(CALLS_AT_ONCE)
        self._silent_at = -inf

    def was_silent_just_now(self) -> bool:
        return monotonic() - self._silent_at < JUST_NOW

    def close(self) -> None:
        """Hangs up, so that the hub need not wait for this kiosk before it can end."""
        self._session.close()

    def call(
        self, method: str, path: str, body: bytes | None, within: float, largest: int, headers: Mapping[str, str] = {}
    ) -> HttpAnswer:
        """Returns the answer, `largest` bytes of it at most, within so many seconds."""
        call = LoggedRequest(method, path)
        sent = {"Accept": "application/json", **call.headers, **self._authorization(path), **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
        until = monotonic() + within
        try:
            answer = _bounded(lambda: self._exchange(method, path, body, sent, until, largest), until, self._places)
        except HubAway as away:
            self._silent_at = monotonic()
            call.log_failure(str(away))
            raise
        self._silent_at = -inf
        call.log_answer(answer.status)
        if 400 <= answer.status < 500:
            raise HubRefused(_problem(answer))
        if answer.status >= 500:
            raise HubAway(f"status {answer.status}")
        return answer

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], until: float, largest: int
    ) -> HttpAnswer:
        patience = max(until - monotonic(), 0.01)
        with self._session.request(
            method, self._base + path, data=body, headers=headers, timeout=patience, stream=True, allow_redirects=False
        ) as response:
            received = bytearray()
            while part := response.raw.read1(65536, decode_content=True):
                received += part
                if len(received) > largest:
                    raise HubAway("an answer too large")
                if monotonic() > until:
                    raise HubAway("an answer too slow")
            return HttpAnswer(response.status_code, response.headers.get("ETag", ""), bytes(received))

    def _authorization(self, path: str) -> dict[str, str]:
        return {} if path == ENROL else {"Authorization": f"Bearer {self.token()}"}

    def token(self) -> str:
        """Returns this kiosk's token. Raises HubAway where there is none yet."""
        try:
            return self._address.token_file.read_text("ascii").strip()
        except (OSError, ValueError):
            raise HubAway("no token yet") from None


def _problem(answer: HttpAnswer) -> Problem:
    """Returns what the hub says of what was sent. Raises HubAway where it did not judge that: the host, the address,
    the token or the hour is wrong, the hub is of another release or has lost data, or something else has answered."""
    try:
        problem = Problem.model_validate_json(answer.body)
    except ValidationError:
        raise HubAway(f"status {answer.status} without a problem document") from None
    if problem.type != REFUSED or answer.status not in _JUDGED:
        raise HubAway(f"status {answer.status}")
    return problem


def _bounded(work: Callable[[], T], until: float, places: BoundedSemaphore) -> T:
    """Returns what `work` returns until then (by `monotonic`). A call that hangs is left behind, in its place till it
    ends."""
    if not places.acquire(timeout=max(0.0, until - monotonic())):
        raise HubAway("earlier calls still hang")
    call = _CallInFlight(work, places.release)
    Thread(target=call.run, name="hub call", daemon=True).start()
    return call.result(max(0.0, until - monotonic()))


class _CallInFlight(Generic[T]):
    def __init__(self, work: Callable[[], T], release: Callable[[], None]) -> None:
        self._work = work
        self._release = release
        self._over = Event()
        self._result: T
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._result = self._work()
        except Exception as error:  # handed to the caller below
            self._error = error
        finally:
            overwrite_unused_stack()
            self._release()
            self._over.set()

    def result(self, within: float) -> T:
        if not self._over.wait(within):
            raise HubAway("no answer in time")
        if isinstance(self._error, HubAway):
            raise self._error
        if isinstance(self._error, _NETWORK):
            raise HubAway(type(self._error).__name__) from None
        if self._error:
            raise self._error
        return self._result

"""HTTP requests that are over within a total of seconds, however slowly bytes trickle. The only package that knows
requests: the kiosk's hub and its network printers are asked by it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.client import BadStatusLine
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread
from time import monotonic

import requests
from urllib3.exceptions import HTTPError, NewConnectionError

_ERRORS = (requests.RequestException, HTTPError, OSError, ValueError)
_PIECE = 1 << 16  # bytes


class Failure(StrEnum):
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"  # its certificate, or its answer at the beginning of TLS
    LATE = "late"
    BROKEN = "broken"
    NOT_HTTP = "not_http"
    TOO_LARGE = "too_large"


class HttpFailed(Exception):
    """No whole answer came in time. `sent`: something of the body may have arrived. The text names no address."""

    def __init__(self, failure: Failure, detail: str, *, sent: bool = False) -> None:
        super().__init__(detail)
        self.failure = failure
        self.sent = sent


@dataclass(frozen=True, slots=True)
class HttpRequest:
    method: str
    url: str
    body: bytes | None
    headers: Mapping[str, str]
    largest: int  # bytes of the answer


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    etag: str
    body: bytes


class BoundedHttp:
    """Keeps its connections open, follows no redirects, asks no proxy. Safe to use from several threads.

    `ca_file`: certificates (PEM) of the authorities that may vouch for a server; None for the usual ones. `after_call`
    is called on the thread of each request when it is over.
    """

    def __init__(
        self, ca_file: Path | None = None, *, at_once: int = 4, after_call: Callable[[], None] = lambda: None
    ) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # the server is reached directly, and no .netrc is wanted
        self._session.verify = str(ca_file) if ca_file else True
        self._places = BoundedSemaphore(at_once)
        self._after_call = after_call

    def close(self) -> None:
        """Hangs up, so that no server waits for this program before it can end."""
        self._session.close()

    def call(self, request: HttpRequest, within: float) -> HttpAnswer:
        """Returns the answer, whatever its status, within `within` seconds. Raises HttpFailed.

        A call that hangs is left behind, in its place till it ends.
        """
        until = monotonic() + within
        if not self._places.acquire(timeout=max(0.0, within)):
            raise HttpFailed(Failure.LATE, "earlier calls still hang")
        call = _CallInFlight(self._session, request, until)
        Thread(target=self._run, args=(call,), name="http call", daemon=True).start()
        return call.result(max(0.0, until - monotonic()))

    def _run(self, call: "_CallInFlight") -> None:
        try:
            call.run()
        finally:
            self._after_call()
            self._places.release()
            call.over.set()


class _Body:
    """What is sent; nothing more of it after that time of `monotonic()`."""

    def __init__(self, data: bytes, until: float) -> None:
        self._data = data
        self._until = until
        self.at = 0

    def __len__(self) -> int:
        return len(self._data)

    def read(self, size: int = -1) -> bytes:
        if monotonic() > self._until:
            raise TimeoutError
        piece = self._data[self.at :] if size < 0 else self._data[self.at : self.at + size]
        self.at += len(piece)
        return piece


class _CallInFlight:
    def __init__(self, session: requests.Session, request: HttpRequest, until: float) -> None:
        self.over = Event()
        self._session = session
        self._request = request
        self._until = until
        self._body = _Body(request.body, until) if request.body else None
        self._answer: HttpAnswer
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._answer = self._exchange()
        except Exception as error:  # raised for the caller by `result`
            self._error = error

    def result(self, within: float) -> HttpAnswer:
        if not self.over.wait(within):
            raise HttpFailed(Failure.LATE, "no answer in time", sent=self._sent)
        if isinstance(self._error, _ERRORS):
            raise HttpFailed(_failure(self._error), type(self._error).__name__, sent=self._sent) from None
        if self._error:
            raise self._error
        return self._answer

    @property
    def _sent(self) -> bool:
        return self._body is not None and self._body.at > 0

    def _exchange(self) -> HttpAnswer:
        request, patience = self._request, max(self._until - monotonic(), 0.01)
        with self._session.request(
            request.method,
            request.url,
            data=self._body,
            headers=request.headers,
            timeout=patience,
            stream=True,
            allow_redirects=False,
        ) as response:
            received = bytearray()
            while part := response.raw.read1(_PIECE, decode_content=True):
                received += part
                if len(received) > request.largest:
                    raise HttpFailed(Failure.TOO_LARGE, "an answer too large", sent=self._sent)
                if monotonic() > self._until:
                    raise HttpFailed(Failure.LATE, "an answer too slow", sent=self._sent)
            return HttpAnswer(response.status_code, response.headers.get("ETag", ""), bytes(received))


def _failure(error: Exception) -> Failure:
    if isinstance(error, requests.exceptions.SSLError):
        return Failure.UNTRUSTED
    if isinstance(error, requests.Timeout | TimeoutError):
        return Failure.LATE
    causes = list(_causes(error))
    if any(isinstance(cause, NewConnectionError) for cause in causes):
        return Failure.UNREACHABLE
    if any(isinstance(cause, BadStatusLine) and not isinstance(cause, ConnectionError) for cause in causes):
        return Failure.NOT_HTTP
    return Failure.BROKEN


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yields the exception and those from which it was made: both libraries keep them in various places."""
    yield error
    for inner in (getattr(error, "reason", None), *error.args):
        if isinstance(inner, BaseException):
            yield from _causes(inner)

"""The hub's HTTP connections: a request takes a thread only once it is here whole, and must be here within a time.

Waitress reads requests and writes answers without a thread; what it lacks is a deadline for a request as a whole, a
bound for each address, and threads apart for health and for log-in.
"""

import logging
import socket
import threading
import time
from collections import Counter
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from hub.core.outgoing import is_loopback
from hub.operations.http_request import BODY, ArrivingRequest
from hub.operations.http_sockets import WatchedSockets
from hub.operations.http_threads import Dispatchers

REQUEST_WITHIN = 10  # seconds for a request's head and body together
DRAINED_WITHIN = 60  # seconds for one whose body is thrown away
IDLE = 75  # seconds; kiosks keep their connection
CONNECTIONS = 2000  # of one process
CONNECTIONS_PER_ADDRESS = 100  # a proxy in front, on this machine, is not bound
THREADS = 4
REPORT_EVERY = 60  # seconds
_JOINED = 65536  # bytes of a body's first piece that are sent together with the head
_KEEP_ALIVE = (
    (socket.SOL_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.SOL_TCP, socket.TCP_KEEPIDLE, 30),
    (socket.SOL_TCP, socket.TCP_KEEPINTVL, 10),
    (socket.SOL_TCP, socket.TCP_KEEPCNT, 3),
)

log = logging.getLogger(__name__)
_thread = threading.local()


class HttpTask(WSGITask):  # type: ignore[misc]
    """A request and its answer, whose head goes out together with the first piece of its body."""

    def build_response_header(self) -> bytes:
        self.channel.hold(super().build_response_header())
        return b""

    def set_close_on_finish(self) -> None:
        """Keeps the connection after an answer that ends with its head (304): Waitress misses a length there."""
        closes = self.request.headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or self.version != "1.1" or closes:
            super().set_close_on_finish()

    def finish(self) -> None:
        super().finish()
        self.channel.send_held()


class HttpConnection(HTTPChannel):  # type: ignore[misc]
    """One connection. `began` is when its request began to arrive; None while there is none unfinished."""

    task_class = HttpTask
    parser_class = ArrivingRequest
    _head = b""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.began: float | None = time.monotonic()  # a connection is for a request

    def received(self, data: bytes) -> bool:
        complete: bool = super().received(data)
        if self.request is None:
            self.began = None
        elif self.began is None:
            self.began = time.monotonic()
        return complete

    def service(self) -> None:
        _thread.serving = self
        super().service()
        _thread.serving = None

    def hold(self, head: bytes) -> None:
        """Keeps an answer's head until its body begins."""
        self._head = head

    def send_held(self) -> None:
        head, self._head = self._head, b""
        super().write_soon(head)

    def write_soon(self, data: Any) -> int:
        if not data or not self._head:
            return int(super().write_soon(data))
        if not isinstance(data, bytes) or len(data) > _JOINED:
            self.send_held()
            return int(super().write_soon(data))
        head, self._head = self._head, b""
        return int(super().write_soon(head + data)) - len(head)

    def is_overdue(self) -> bool:
        if self.requests or self.began is None:
            return False
        within = DRAINED_WITHIN if self.request is not None and self.request.left else REQUEST_WITHIN
        return time.monotonic() - self.began > within


class HttpListener(TcpWSGIServer):  # type: ignore[misc]
    """One listening socket in one process."""

    channel_class = HttpConnection

    def __init__(
        self, application: Any, listener: socket.socket, sockets: WatchedSockets, dispatchers: Dispatchers
    ) -> None:
        self._dropped: Counter[str] = Counter()
        self._reported_at = time.monotonic()
        info = (listener.family, listener.type, None, listener.getsockname())
        super().__init__(
            application,
            sockets,
            _sock=listener,
            bind_socket=False,
            adj=_adjustments(),
            sockinfo=info,
            dispatcher=dispatchers,
        )

    def pull_trigger(self) -> None:
        """Has the connection that this thread serves watched for what it waits for now; Waitress would wake its loop
        for it."""
        channel = getattr(_thread, "serving", None)
        if channel is None:
            super().pull_trigger()
        else:
            self._map.refresh(channel.socket.fileno(), channel)

    def handle_accept(self) -> None:
        before = set(self.active_channels)
        super().handle_accept()
        for number in set(self.active_channels) - before:
            channel = self.active_channels[number]
            if self._count(channel.addr[0]) > CONNECTIONS_PER_ADDRESS:
                self._drop(channel, "too many of one address")

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_overdue():
                self._drop(channel, "an unfinished request")
        self._report()

    def _count(self, address: str) -> int:
        if is_loopback(address):
            return 0
        return sum(channel.addr[0] == address for channel in self.active_channels.values())

    def _drop(self, channel: HttpConnection, why: str) -> None:
        if not channel.will_close:
            channel.will_close = True
            self._dropped[why] += 1

    def _report(self) -> None:
        if self._dropped and time.monotonic() - self._reported_at > REPORT_EVERY:
            summary = ", ".join(f"{count} with {why}" for why, count in sorted(self._dropped.items()))
            log.warning("connections dropped in the last minutes: %s", summary)
            self._dropped.clear()
            self._reported_at = time.monotonic()


def _adjustments() -> Any:
    adjustments = Adjustments(
        ident=None,
        threads=THREADS,
        channel_timeout=IDLE,
        cleanup_interval=1,
        connection_limit=CONNECTIONS,
        max_request_body_size=BODY,
        clear_untrusted_proxy_headers=False,  # settings.py says which are read
        channel_request_lookahead=1,  # so that a connection need not be watched otherwise while it is served
        log_socket_errors=False,
    )
    adjustments.socket_options = list(_KEEP_ALIVE)
    return adjustments

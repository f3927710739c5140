"""The hub's HTTP connections: a request takes a thread only once it is here whole, and must be here within a time.

Waitress reads requests and writes answers without a thread; what it lacks is a deadline for a request as a whole, a
bound for each address, and threads apart for health and for log-in.
"""

import logging
import os
import socket
import threading
import time
from collections import Counter
from typing import Any, Protocol

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from hub.core.outgoing import is_loopback

REQUEST_WITHIN = 10  # seconds for a request's head and body together
IDLE = 75  # seconds; kiosks keep their connection
CONNECTIONS = 2000  # of one process
CONNECTIONS_PER_ADDRESS = 100  # a proxy in front, on this machine, is not bound
BODY = 32_000_000  # bytes
THREADS = 4
REPORT_EVERY = 60  # seconds
_HEALTH = ("/healthz", "/readyz", "/metrics")
_LOG_IN = ("/login/", "/admin/login/", "/second-factor/")
_LOG_IN_NICE = 10  # hashing a password takes a core for half a second: whatever else is asked goes first
_KEEP_ALIVE = (
    (socket.SOL_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.SOL_TCP, socket.TCP_KEEPIDLE, 30),
    (socket.SOL_TCP, socket.TCP_KEEPINTVL, 10),
    (socket.SOL_TCP, socket.TCP_KEEPCNT, 3),
)

log = logging.getLogger(__name__)


class _Task(Protocol):
    requests: list[Any]


class Dispatchers:
    """Threads by what is asked: health, log-in, and all else."""

    def __init__(self) -> None:
        self._health = _dispatcher(1)
        self._log_in = _NiceDispatcher()
        self._log_in.set_thread_count(1)
        self._common = _dispatcher(THREADS)

    def add_task(self, task: _Task) -> None:
        request = task.requests[0]
        path = getattr(request, "path", "")
        if path in _HEALTH:
            self._health.add_task(task)
        elif path in _LOG_IN and request.command == "POST":
            self._log_in.add_task(task)
        else:
            self._common.add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:
        for dispatcher in (self._health, self._log_in, self._common):
            dispatcher.shutdown(cancel_pending, timeout)


class HttpConnection(HTTPChannel):  # type: ignore[misc]
    """One connection. `began` is when its request began to arrive; None while there is none unfinished."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.began: float | None = time.monotonic()  # a connection is for a request

    def received(self, data: bytes) -> bool:
        taken: bool = super().received(data)
        if self.request is None:
            self.began = None
        elif self.began is None:
            self.began = time.monotonic()
        return taken

    def is_overdue(self) -> bool:
        return not self.requests and self.began is not None and time.monotonic() - self.began > REQUEST_WITHIN


class HttpListener(TcpWSGIServer):  # type: ignore[misc]
    """One listening socket in one process."""

    channel_class = HttpConnection

    def __init__(self, application: Any, listener: socket.socket, sockets: dict[int, Any], dispatchers: Any) -> None:
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


class _NiceDispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    def handler_thread(self, thread_no: int) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOG_IN_NICE)
        super().handler_thread(thread_no)


def _dispatcher(threads: int) -> Any:
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    return dispatcher


def _adjustments() -> Any:
    adjustments = Adjustments(
        ident=None,
        threads=THREADS,
        channel_timeout=IDLE,
        cleanup_interval=1,
        connection_limit=CONNECTIONS,
        max_request_body_size=BODY,
        clear_untrusted_proxy_headers=False,  # settings.py says which are read
        asyncore_use_poll=True,
        log_socket_errors=False,
    )
    adjustments.socket_options = list(_KEEP_ALIVE)
    return adjustments

"""The hub's HTTP connections: a request takes a thread only once it is here whole, and must be here within a time.

One thread waits for all connections at once (epoll), reads, and closes; what a round costs does not grow with the
connections that are silent. A thread that answers a request sends it, and then arms its connection for the next.
"""

import logging
import os
import select
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

from hub.core.outgoing import is_loopback
from hub.operations.http_answer import Application, answer_request
from hub.operations.http_connection import HttpConnection
from hub.operations.http_threads import AnsweringThreads

IDLE = 75  # seconds; kiosks keep their connection
CONNECTIONS = 2000  # of one process
CONNECTIONS_PER_ADDRESS = 100  # a proxy in front, on this machine, is not bound
REPORT_EVERY = 60  # seconds
_READ = 65536  # bytes
_TO_READ, _TO_WRITE = select.EPOLLIN | select.EPOLLONESHOT, select.EPOLLOUT | select.EPOLLONESHOT
_OPTIONS = (  # an accepted connection has those of its listener
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
)

log = logging.getLogger(__name__)


class HttpServer:
    """The connections of one process. `waker`: a pipe that something is written to when a signal has come."""

    def __init__(self, application: Application, listeners: Iterable[socket.socket], waker: int) -> None:
        self._application = application
        self._listeners = {listener.fileno(): listener for listener in listeners}
        self._waker = waker
        self._connections: dict[int, HttpConnection] = {}
        self._of_address: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._reported_at = time.monotonic()
        self._epoll = select.epoll()
        self._epoll.register(waker, select.EPOLLIN)
        for listener in self._listeners.values():
            listener.setblocking(False)
            for level, option, value in _OPTIONS:
                listener.setsockopt(level, option, value)
        self._accepts = False
        self._accept(True)
        self._threads = AnsweringThreads(self._answer)

    def serve(self, seconds: float, goes_on: Callable[[], bool]) -> None:
        """Serves for so long, or until told; then drops who had their time."""
        until = time.monotonic() + seconds
        while goes_on() and (left := until - time.monotonic()) > 0:
            for number, _ in self._epoll.poll(left):
                self._handle(number)
        self._maintain()

    def finish(self, seconds: float, alive: Callable[[], None]) -> None:
        """Takes no more connections, and answers what was begun, within a time."""
        self._accept(False)
        until = time.monotonic() + seconds
        while time.monotonic() < until and any(map(self._has_work, self._connections.values())):
            alive()
            for number, _ in self._epoll.poll(0.1):
                self._handle(number)

    def _has_work(self, connection: HttpConnection) -> bool:
        return connection.is_busy or bool(connection.requests) or connection.outgoing.is_waiting

    def _handle(self, number: int) -> None:
        if number in self._listeners:
            self._take(self._listeners[number])
        elif number == self._waker:
            with suppress(BlockingIOError):
                os.read(number, 4096)
        elif (connection := self._connections.get(number)) is not None:
            try:
                self._go_on(connection)
            except OSError:
                self._close(connection)
            except Exception as error:
                log.error("a connection that ended: %s", type(error).__name__)
                self._close(connection)

    def _go_on(self, connection: HttpConnection) -> None:
        """Raises OSError."""
        connection.active_at = time.monotonic()
        is_free = connection.outgoing.flush() and not connection.requests
        if is_free and (connection.closes or not self._read(connection)):
            self._close(connection)
        else:
            self._arm(connection)

    def _read(self, connection: HttpConnection) -> bool:
        """Returns False where the client has gone. Raises OSError."""
        try:
            data = connection.socket.recv(_READ)
        except BlockingIOError:
            return True
        if data:
            connection.receive(data)
        return bool(data)

    def _arm(self, connection: HttpConnection) -> None:
        """What is to happen next on a connection that nobody is at. Its last use by a thread."""
        if connection.outgoing.is_waiting or (connection.closes and not connection.requests):
            self._epoll.modify(connection.socket, _TO_WRITE)
        elif connection.requests:
            connection.is_busy = True
            self._threads.add(connection, connection.requests[0])
        else:
            self._epoll.modify(connection.socket, _TO_READ)

    def _answer(self, connection: HttpConnection) -> None:
        """In a thread of its own."""
        request = connection.requests[0]
        stays = answer_request(self._application, connection.common, request, connection.outgoing)
        connection.end_request(stays)
        self._arm(connection)

    def _take(self, listener: socket.socket) -> None:
        try:
            client, peer = listener.accept()
        except BlockingIOError:  # another process has it
            return
        except OSError:  # no more files: until some are closed
            self._accept(False)
            return
        client.setblocking(False)
        connection = HttpConnection(client, peer[:2], listener.getsockname()[1])
        self._connections[client.fileno()] = connection
        self._of_address[peer[0]] += 1
        self._epoll.register(client, _TO_READ)
        if self._of_address[peer[0]] > CONNECTIONS_PER_ADDRESS and not is_loopback(peer[0]):
            self._drop(connection, "too many of one address")
        self._accept(len(self._connections) < CONNECTIONS)

    def _accept(self, accepts: bool) -> None:
        for number in self._listeners if accepts != self._accepts else ():
            if accepts:
                self._epoll.register(number, select.EPOLLIN | select.EPOLLEXCLUSIVE)
            else:
                self._epoll.unregister(number)
        self._accepts = accepts

    def _close(self, connection: HttpConnection) -> None:
        del self._connections[connection.socket.fileno()]
        self._of_address[connection.address] -= 1
        if not self._of_address[connection.address]:
            del self._of_address[connection.address]
        connection.outgoing.discard()
        connection.socket.close()

    def _drop(self, connection: HttpConnection, why: str) -> None:
        self._close(connection)
        self._dropped[why] += 1

    def _maintain(self) -> None:
        now = time.monotonic()
        for connection in list(self._connections.values()):
            if connection.is_busy:
                continue
            if connection.is_overdue(now):
                self._drop(connection, "an unfinished request")
            elif now - connection.active_at > IDLE:
                self._close(connection)
        self._accept(len(self._connections) < CONNECTIONS)
        self._report(now)

    def _report(self, now: float) -> None:
        if self._dropped and now - self._reported_at > REPORT_EVERY:
            summary = ", ".join(f"{count} with {why}" for why, count in sorted(self._dropped.items()))
            log.warning("connections dropped in the last minutes: %s", summary)
            self._dropped.clear()
            self._reported_at = now

"""A process of gunicorn's, which starts, replaces and ends it; the connections are Waitress's."""

import os
import resource
import time

from gunicorn.workers.base import Worker
from waitress import wasyncore

from hub.operations.http_server import THREADS, HttpListener
from hub.operations.http_sockets import WatchedSockets
from hub.operations.http_threads import Dispatchers

_ROUND = 1  # seconds


class HttpWorker(Worker):  # type: ignore[misc]
    def run(self) -> None:
        """Serves until told to end, then until what was begun is answered, `graceful_timeout` at most."""
        _raise_file_limit()
        sockets = WatchedSockets()
        dispatchers = Dispatchers(THREADS)
        _Waker(self.PIPE[0], sockets)
        servers = [HttpListener(self.wsgi, listener.sock, sockets, dispatchers) for listener in self.sockets]
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            sockets.wait(_ROUND)
        self._finish(servers, sockets)
        dispatchers.shutdown(timeout=0.5)

    def _finish(self, servers: list[HttpListener], sockets: WatchedSockets) -> None:
        for server in servers:
            server.accepting = False
            server.del_channel(sockets)
        until = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < until and any(_is_busy(server) for server in servers):
            self.notify()
            sockets.wait(0.1)


class _Waker(wasyncore.file_dispatcher):  # type: ignore[misc]
    """Ends a round when a signal has come."""

    def handle_read(self) -> None:
        self.recv(64)

    def writable(self) -> bool:
        return False


def _is_busy(server: HttpListener) -> bool:
    return any(channel.requests or channel.total_outbufs_len for channel in server.active_channels.values())


def _raise_file_limit() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

"""A process of gunicorn's, which starts, replaces and ends it; the connections are the hub's own."""

import os
import resource

from gunicorn.workers.base import Worker

from hub.operations.http_server import HttpServer

_ROUND = 1  # seconds


class HttpWorker(Worker):  # type: ignore[misc]
    def run(self) -> None:
        """Serves until told to end, then until what was begun is answered, `graceful_timeout` at most."""
        _raise_file_limit()
        server = HttpServer(self.wsgi, [listener.sock for listener in self.sockets], self.PIPE[0])
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            server.serve(_ROUND, lambda: self.alive)
        server.finish(self.cfg.graceful_timeout, self.notify)


def _raise_file_limit() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

"""One HTTP connection: what has come on it, and what is to go out."""

import socket
import sys
import time
from collections import deque
from typing import Any

from hub.operations.http_outgoing import Outgoing
from hub.operations.http_request import ReceivedRequest, RequestParser, UnreadableRequest

REQUEST_WITHIN = 10  # seconds for a request's head and body together
_ANSWER = (
    "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{status}"
)


class HttpConnection:
    """One connection. While it `is_busy`, it is its answering thread's; else the loop's. `began`: when its unfinished
    request began to arrive."""

    def __init__(self, client: socket.socket, peer: tuple[str, int], port: int) -> None:
        self.socket, self.address = client, peer[0]
        self.common = _build_common(peer, port)
        self.parser, self.outgoing = RequestParser(), Outgoing(client)
        self.requests: deque[ReceivedRequest] = self.parser.whole
        self.active_at = time.monotonic()
        self.began: float | None = self.active_at  # a connection is for a request
        self.is_busy = self.closes = False

    def receive(self, data: bytes) -> None:
        self.active_at = time.monotonic()
        try:
            self.parser.feed(data)
        except UnreadableRequest as error:
            self.closes = True
            if not self.requests:
                self.outgoing.send(_ANSWER.format(status=error.status, length=len(error.status)).encode())
        if not self.parser.is_within:
            self.began = None
        elif self.began is None:
            self.began = self.active_at
        if self.parser.awaits_leave and not self.requests:
            self.outgoing.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def end_request(self, stays: bool) -> None:
        """The first of the requests was answered."""
        self.requests.popleft()
        if not stays:
            self.closes = True
            self.requests.clear()
        self.active_at = time.monotonic()
        self.began = self.active_at if self.parser.is_within else None
        self.is_busy = False

    def is_overdue(self, now: float) -> bool:
        return self.began is not None and now - self.began > REQUEST_WITHIN


def _build_common(peer: tuple[str, int], port: int) -> dict[str, Any]:
    """Returns what the WSGI environment of all its requests has."""
    return {
        "REMOTE_ADDR": peer[0],
        "REMOTE_HOST": peer[0],
        "REMOTE_PORT": str(peer[1]),
        "SCRIPT_NAME": "",
        "SERVER_NAME": "hub.invalid",  # who names no host is not let in by it
        "SERVER_PORT": str(port),
        "SERVER_SOFTWARE": "hub",
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,
        "wsgi.multiprocess": True,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
    }

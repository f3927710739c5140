"""One signed HTTP request to a department's system. Redirects are not followed, and no proxy is asked."""

import http.client
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Timer
from urllib.parse import urlsplit

from hub.core.signing import sign
from hub.departments.models import System

ERRORS = (OSError, ValueError, http.client.HTTPException)
LARGEST = 65536
_HOPELESS = (400, 405, 410, 413, 415, 422)  # the same message will not fare better


@dataclass(frozen=True, slots=True)
class Result:
    arrived: bool
    hopeless: bool
    words: str  # for the record: a status or the kind of error, never what was sent or answered


@dataclass(frozen=True, slots=True)
class Line:
    """Where a system is, what messages to it are signed with, and how many seconds an exchange may take."""

    address: str
    secret: str
    patience: float


def post(system: System, message_id: str, body: bytes, now: datetime) -> Result:
    """Any 2xx says that it arrived, and so does 409: it has arrived before. Errors become results."""
    try:
        status, _ = exchange(Line(system.address, system.secret, system.patience), message_id, body, now)
    except ERRORS as error:
        return Result(False, False, type(error).__name__)
    return Result(200 <= status < 300 or status == 409, status in _HOPELESS, f"HTTP {status}")


def exchange(line: Line, message_id: str, body: bytes, now: datetime) -> tuple[int, bytes]:
    """The status and the beginning of what came back, up to LARGEST bytes. Raises one of ERRORS."""
    parts = urlsplit(line.address)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=line.patience, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=line.patience)
    late = Timer(line.patience, _cut, [connection])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        headers = {"Content-Type": "application/json", "Connection": "close"}
        headers |= sign(line.secret, message_id, body, now)
        connection.connect()
        late.start()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(LARGEST)
    finally:
        late.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    """The whole exchange has its time, however slowly the bytes come."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)

"""One signed HTTP request to a department's system. Redirects are not followed, and no proxy is asked."""

import http.client
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Timer
from urllib.parse import urlsplit

from hub.departments.models import System
from hub.departments.signing import sign

_HOPELESS = (400, 405, 410, 413, 415, 422)  # the same message will not fare better


@dataclass(frozen=True, slots=True)
class Result:
    arrived: bool
    hopeless: bool
    words: str  # for the record: a status or the kind of error, never what was sent or answered


def post(system: System, message_id: str, body: bytes, now: datetime) -> Result:
    """Any 2xx says that it arrived, and so does 409: it has arrived before. Errors become results."""
    parts = urlsplit(system.address)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=system.patience, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=system.patience)
    late = Timer(system.patience, _cut, [connection])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        headers = {"Content-Type": "application/json", "Connection": "close"}
        headers |= sign(system.secret, message_id, body, now)
        connection.connect()
        late.start()
        connection.request("POST", path, body, headers)
        status = connection.getresponse().status
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Result(False, False, type(error).__name__)
    finally:
        late.cancel()
        connection.close()
    return Result(200 <= status < 300 or status == 409, status in _HOPELESS, f"HTTP {status}")


def _cut(connection: http.client.HTTPConnection) -> None:
    """The whole exchange has its time, however slowly the bytes come."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)

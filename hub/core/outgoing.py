"""One outgoing signed HTTP request. Redirects are not followed, and no proxy is asked."""

import http.client
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Timer
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from hub.core.signing import sign

ERRORS = (OSError, ValueError, http.client.HTTPException)

LARGEST = 65536


@dataclass(frozen=True, slots=True)
class Line:
    """Where a system is, what messages to it are signed with, and how many seconds an exchange may take."""

    address: str
    secret: str
    patience: float


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


_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def check_address(value: str) -> None:
    """https, or plain http within this machine."""
    try:
        parts = urlsplit(value)
        plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
        good = bool(parts.hostname) and parts.port != 0 and not parts.username and (parts.scheme == "https" or plain)
    except ValueError:
        good = False
    if not good or not value.isascii() or not value.isprintable() or " " in value:
        raise ValidationError("须为 https:// 地址，不含用户名和密码。")

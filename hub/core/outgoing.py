"""One outgoing HTTP request within a total time, signed or not: the hub's only HTTP client. Each leaves a line in the
log.

Redirects are not followed, and no proxy is asked.
"""

import http.client
import logging
import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.core.request_ids import build_headers, work_for_any
from hub.core.signing import sign

_log = logging.getLogger("hub.outgoing")
ERRORS = (OSError, ValueError, http.client.HTTPException)

LARGEST = 65536
_Address = tuple[int, int, int, str, Any]  # of socket.getaddrinfo


@dataclass(frozen=True, slots=True)
class MessageEndpoint:
    """A system's address, the secret that signs messages to it, and the seconds that an exchange may take."""

    address: str
    secret: str
    patience: float


def exchange(
    line: MessageEndpoint, message_id: str, body: bytes, now: datetime, largest: int = LARGEST
) -> tuple[int, bytes]:
    """Returns the status and the beginning of the answer, up to that many bytes. Raises one of ERRORS.

    It takes at most `line.patience` seconds from the first address that is tried to the last byte, however slowly the
    bytes come.
    """
    headers = {"Content-Type": "application/json", **sign(line.secret, message_id, body, now)}
    return _request("POST", line.address, body, headers, line.patience, largest)


def fetch(
    address: str, patience: float, largest: int = LARGEST, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """Returns the status and the beginning of the answer to a GET, as `exchange` does."""
    return _request("GET", address, None, headers or {}, patience, largest)


def post_form(address: str, fields: Mapping[str, str], patience: float, largest: int = LARGEST) -> tuple[int, bytes]:
    """Returns the status and the beginning of the answer to an HTML form's fields, as `exchange` does."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _request("POST", address, urlencode(fields).encode("ascii"), headers, patience, largest)


def _request(
    method: str, address: str, body: bytes | None, headers: Mapping[str, str], patience: float, largest: int
) -> tuple[int, bytes]:
    host: str | None = None
    with work_for_any():
        try:
            host = urlsplit(address).hostname
            status, answer = _send(method, address, body, {**build_headers(), **headers}, patience, largest)
        except ERRORS as error:
            _log.info("sent to %s: %s", host, type(error).__name__)
            raise
        _log.info("sent to %s: HTTP %d", host, status)
    return status, answer


def _send(
    method: str, address: str, body: bytes | None, headers: Mapping[str, str], patience: float, largest: int
) -> tuple[int, bytes]:
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port or (443 if secure else 80))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with bounded_connection(connection.host, connection.port, monotonic() + patience) as raw, closing(connection):
        connection.sock = _start_tls(raw, connection.host) if secure else raw
        connection.request(method, target, body, {"Connection": "close", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read(largest)


@contextmanager
def bounded_connection(host: str, port: int, until: float) -> Iterator[socket.socket]:
    """Yields a connection that ends at that time of `monotonic()`, whatever is under way. Raises OSError."""
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    with _cut_at(until, _open_socket(addresses, until)) as raw:
        yield raw


def _open_socket(addresses: Iterable[_Address], until: float) -> socket.socket:
    """Returns a connection to the first address that takes one. Raises OSError."""
    failure: OSError = TimeoutError("no address in time")
    for family, kind, protocol, _name, address in addresses:
        raw = socket.socket(family, kind, protocol)
        raw.settimeout(max(until - monotonic(), 0.001))
        try:
            raw.connect(address)
        except OSError as error:
            raw.close()
            failure = error
        else:
            return raw
    raise failure


def _start_tls(raw: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(raw, server_hostname=host)


@contextmanager
def _cut_at(until: float, raw: socket.socket) -> Iterator[socket.socket]:
    """Ends the connection at that time. Raises TimeoutError where what came may be cut short."""
    handle = raw.dup()  # leads to the same connection still when TLS has taken `raw` over
    late = Timer(max(until - monotonic(), 0.0), _cut, [handle])
    late.start()
    try:
        yield raw
        if monotonic() >= until:
            raise TimeoutError("no whole answer in time")
    finally:
        late.cancel()
        late.join()
        handle.close()
        raw.close()


def _cut(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_loopback(host: str | None) -> bool:
    return host in _LOOPBACK


def is_safe_address(value: str) -> bool:
    """Returns whether it is https, or plain http within this machine."""
    try:
        parts = urlsplit(value)
        plain = parts.scheme == "http" and is_loopback(parts.hostname)
        good = bool(parts.hostname) and parts.port != 0 and not parts.username and (parts.scheme == "https" or plain)
    except ValueError:
        good = False
    return good and value.isascii() and value.isprintable() and " " not in value


def check_address(value: str) -> None:
    """Checks an address. Raises ValidationError."""
    if not is_safe_address(value):
        raise ValidationError(_("Must be an https:// address without user name and password."))

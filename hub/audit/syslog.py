"""A message to a log host: RFC 5424, over TLS with octet counting (RFC 5425)."""

import os
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

_INFORMATIONAL, _AUDIT = 6, 13  # severity and facility of RFC 5424, section 6.2.1
_PORT = 6514
_PATIENCE = 5.0  # seconds, for each step


def format_message(text: str, now: datetime, kind: str) -> bytes:
    """Returns one frame: the length in octets, a space, the message."""
    stamp = now.astimezone(UTC).isoformat(timespec="milliseconds")
    head = f"<{_AUDIT * 8 + _INFORMATIONAL}>1 {stamp} {_host_name()} hub {os.getpid()} {kind} -"
    message = f"{head} {kind}: {text}".encode()
    return b"%d %s" % (len(message), message)


def send_message(address: str, authority: Path | None, frame: bytes, own: Path | None = None) -> None:
    """Sends a message. `address` is HOST or HOST:PORT; `authority` the certificates that the host's must lead to, those
    of the system where None; `own` a file with this hub's certificate and key. Raises OSError, ssl.SSLError among them.
    """
    host, port = split_address(address)
    context = ssl.create_default_context(cafile=None if authority is None else str(authority))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if own is not None:
        context.load_cert_chain(own)
    with (
        socket.create_connection((host, port), timeout=_PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        secure.sendall(frame)
        secure.unwrap()


def split_address(address: str) -> tuple[str, int]:
    """Returns host and port. Raises ValueError."""
    host, colon, port = address.rpartition(":")
    if not colon or address.endswith("]"):
        return address.strip("[]"), _PORT
    return host.strip("[]"), int(port)


def _host_name() -> str:
    name = "".join(letter for letter in socket.gethostname() if letter.isascii() and letter.isprintable())
    return name.replace(" ", "")[:255] or "-"

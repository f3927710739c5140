"""One HTTP request to a printer, over within a total of seconds (RFC 8010, 4: IPP is the body of a POST)."""

import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from devices.base import DeviceError, Fault, JobNotStarted

_MOST = 1 << 20  # bytes of an answer
_PORT = 631  # RFC 8010, 4
_PIECE = 16384


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """`ipp://` (RFC 3510) or `ipps://` (RFC 7472)."""

    host: str
    port: int
    path: str
    secure: bool
    ca_file: str = ""

    @classmethod
    def parse(cls, url: str, ca_file: str = "") -> "PrinterAddress":
        """Raises DeviceError (`wrong_device`) for a port that leads to no such printer."""
        parts = urlsplit(url)
        try:
            port = parts.port or _PORT
        except ValueError:
            port = 0
        if parts.scheme not in ("ipp", "ipps") or not parts.hostname or not port:
            raise DeviceError(Fault.WRONG_DEVICE, "the port is no address of a printer that speaks IPP")
        return cls(parts.hostname, port, parts.path or "/", parts.scheme == "ipps", ca_file)

    @property
    def uri(self) -> str:
        """Returns what the printer is told that it is called."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'ipps' if self.secure else 'ipp'}://{host}:{self.port}{self.path}"


def post(address: PrinterAddress, body: bytes, within: float) -> bytes:
    """Returns the body of the answer. Raises JobNotStarted where nothing reached the printer, DeviceError:
    `disconnected` where the connection broke, `not_responding` in time, `wrong_device` for what is no answer."""
    end = time.monotonic() + within
    with closing(_connect(address, end)) as line:
        try:
            _send(line, address, body, end)
            return _read(line, end)
        except TimeoutError as error:
            raise DeviceError(Fault.NOT_RESPONDING, "no answer in time") from error
        except OSError as error:
            raise DeviceError(Fault.DISCONNECTED, type(error).__name__) from error


def _connect(address: PrinterAddress, end: float) -> socket.socket:
    try:
        line = socket.create_connection((address.host, address.port), _left(end))
    except TimeoutError as error:
        raise JobNotStarted(Fault.NOT_RESPONDING, "no connection in time") from error
    except OSError as error:
        raise JobNotStarted(Fault.DISCONNECTED, type(error).__name__) from error
    if not address.secure:
        return line
    try:
        context = ssl.create_default_context(cafile=address.ca_file or None)
        return context.wrap_socket(line, server_hostname=address.host)
    except OSError as error:
        line.close()
        raise JobNotStarted(Fault.WRONG_DEVICE, type(error).__name__) from error


def _send(line: socket.socket, address: PrinterAddress, body: bytes, end: float) -> None:
    head = (
        f"POST {address.path} HTTP/1.1\r\nHost: {address.host}:{address.port}\r\nContent-Type: application/ipp\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    data = memoryview(head.encode("ascii", "replace") + body)
    while data:
        line.settimeout(_left(end))
        data = data[line.send(data[:_PIECE]) :]


def _read(line: socket.socket, end: float) -> bytes:
    """Raises DeviceError (`wrong_device`) for what is no answer of HTTP."""
    data = bytearray()
    while True:
        parsed = _parse(bytes(data), closed=False)
        if parsed is not None:
            return parsed
        line.settimeout(_left(end))
        piece = line.recv(_PIECE)
        if not piece:
            parsed = _parse(bytes(data), closed=True)
            if parsed is None:
                raise ConnectionResetError
            return parsed
        data += piece
        if len(data) > _MOST:
            raise DeviceError(Fault.WRONG_DEVICE, "an answer without end")


def _parse(data: bytes, *, closed: bool) -> bytes | None:
    """Returns the body, None while it is not whole. 100 Continue comes before the answer proper (RFC 9110, 15.2.1)."""
    if data and not b"HTTP/1.".startswith(data[:7]):
        raise DeviceError(Fault.WRONG_DEVICE, "an answer that is not HTTP")
    head, blank, body = data.partition(b"\r\n\r\n")
    if not blank:
        return None
    status = head.split(b" ", 2)[1:2]
    if status == [b"100"]:
        return _parse(body, closed=closed)
    if status != [b"200"]:
        raise DeviceError(Fault.WRONG_DEVICE, f"HTTP {status[0].decode('ascii', 'replace')[:3] if status else ''}")
    fields = {name.strip().lower(): value.strip() for name, _, value in map(_split, head.split(b"\r\n")[1:])}
    if b"chunked" in fields.get(b"transfer-encoding", b"").lower():
        return _unchunk(body)
    length = fields.get(b"content-length", b"")
    if length.isdigit():
        return body[: int(length)] if len(body) >= int(length) else None
    return body if closed else None


def _split(line: bytes) -> tuple[bytes, bytes, bytes]:
    return line.partition(b":")


def _unchunk(body: bytes) -> bytes | None:
    """RFC 9112, 7.1. Returns None while it is not whole."""
    whole = b""
    while True:
        head, newline, rest = body.partition(b"\r\n")
        if not newline:
            return None
        try:
            size = int(head.split(b";")[0], 16)
        except ValueError:
            raise DeviceError(Fault.WRONG_DEVICE, "an answer that is not HTTP") from None
        if size == 0:
            return whole
        if len(rest) < size + 2:
            return None
        whole, body = whole + rest[:size], rest[size + 2 :]


def _left(end: float) -> float:
    """Raises TimeoutError."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left

"""The exchange of one message with a printer that speaks IPP: the body of a POST (RFC 8010, 4)."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bounded_http import BoundedHttp, Failure, HttpFailed, HttpRequest
from devices.base import DeviceError, Fault, JobNotStarted

_MOST = 1 << 20  # bytes of an answer
_PORT = 631  # RFC 8010, 4
_HEADERS = {"Content-Type": "application/ipp", "Connection": "close"}
_FAULTS = {
    Failure.LATE: Fault.NOT_RESPONDING,
    Failure.UNREACHABLE: Fault.DISCONNECTED,
    Failure.BROKEN: Fault.DISCONNECTED,
}


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """`ipp://` (RFC 3510) or `ipps://` (RFC 7472)."""

    host: str
    port: int
    path: str
    secure: bool

    @classmethod
    def parse(cls, url: str) -> "PrinterAddress":
        """Returns the address of a port. Raises DeviceError (`wrong_device`) for a port that leads to no such
        printer."""
        parts = urlsplit(url)
        try:
            port = parts.port or _PORT
        except ValueError:
            port = 0
        if parts.scheme not in ("ipp", "ipps") or not parts.hostname or not port:
            raise DeviceError(Fault.WRONG_DEVICE, "the port is no address of a printer that speaks IPP")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return cls(host, port, parts.path or "/", parts.scheme == "ipps")

    @property
    def uri(self) -> str:
        """Returns what the printer is told that it is called."""
        return f"{'ipps' if self.secure else 'ipp'}://{self._place}"

    @property
    def url(self) -> str:
        """Returns where it is asked."""
        return f"{'https' if self.secure else 'http'}://{self._place}"

    @property
    def _place(self) -> str:
        return f"{self.host}:{self.port}{self.path}"


class IppConnection:
    def __init__(self, address: PrinterAddress, ca_file: str = "") -> None:
        self.address = address
        self._http = BoundedHttp(Path(ca_file) if ca_file else None)

    def post(self, body: bytes, within: float) -> bytes:
        """Returns the body of the answer. Raises JobNotStarted where nothing reached the printer, DeviceError:
        `disconnected` where the connection broke, `not_responding` in time, `wrong_device` for what is no answer."""
        try:
            answer = self._http.call(HttpRequest("POST", self.address.url, body, _HEADERS, _MOST), within)
        except HttpFailed as failed:
            kind = DeviceError if failed.sent else JobNotStarted
            raise kind(_FAULTS.get(failed.failure, Fault.WRONG_DEVICE), str(failed)) from None
        finally:
            self._http.close()  # a printer may serve one connection at a time
        if answer.status != 200:
            raise DeviceError(Fault.WRONG_DEVICE, f"HTTP {answer.status}")
        return answer.body

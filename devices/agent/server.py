"""The agent's HTTP: on the loopback interface alone, for the pages of one origin alone, with the pairing code.

    GET  /state?run=RUN&version=N   the state once it is another than that one, at the latest after some seconds
    POST /print                     a slip, answered when it is on paper

403: another origin, or none. 401: the pairing code is wrong or missing. 409: a device's fault, named.
"""

import json
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from devices.agent.desk import DeskWatch
from devices.agent.messages import Slip, state_message
from devices.agent.pairing import is_code
from devices.base import DeviceError
from devices.manager import DeviceManager

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
_WAIT_SECONDS = 20.0
_SILENT_SECONDS = 30.0  # a connection that says nothing for so long is closed
_LONGEST = 64 * 1024  # bytes of a body
_MOST = 32  # requests at once


@dataclass(frozen=True, slots=True)
class Agent:
    """`origin` is that of the console's pages, such as https://hub.example.cn."""

    origin: str
    code: str
    devices: DeviceManager
    desk: DeskWatch


class _Refused(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class AgentServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, agent: Agent, port: int) -> None:
        """Raises OSError where the port is taken."""
        self.agent = agent
        self.room = threading.BoundedSemaphore(_MOST)
        super().__init__((LOOPBACK, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Logs a mistake of ours; a page that was left closes its connection in the midst of an answer, which is
        none."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            log.error("a request failed: %s", type(error).__name__)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    server: AgentServer
    server_version, sys_version = "agent", ""
    protocol_version = "HTTP/1.1"
    timeout = _SILENT_SECONDS

    def do_OPTIONS(self) -> None:  # the name that http.server calls
        """Answers the question that a browser puts before it lets a page of another origin in."""
        self._answer_with(self._preflight, status=204)

    def do_GET(self) -> None:
        self._answer_with(self._state)

    def do_POST(self) -> None:
        self._answer_with(self._print)

    def _answer_with(self, act: Callable[[], dict[str, Any]], status: int = 200) -> None:
        status, body = self._outcome(act, status)
        if status >= 400:
            self.close_connection = True  # the request's body, if there is one, may not have been read
        self._send(status, body)

    def _outcome(self, act: Callable[[], dict[str, Any]], status: int) -> tuple[int, dict[str, Any]]:
        if not self.server.room.acquire(blocking=False):
            return 503, {"error": "busy"}
        try:
            return status, act()
        except _Refused as refused:
            return refused.status, {"error": refused.reason}
        except DeviceError as error:
            log.warning("not printed: %s %s", error.fault, error.detail)
            return 409, {"error": "device", "fault": error.fault}
        finally:
            self.server.room.release()

    def _preflight(self) -> dict[str, Any]:
        self._check_caller()
        return {}

    def _check_caller(self) -> None:
        """Raises _Refused: a name but the loopback's is one that a page had rebound, another origin no console."""
        if self.headers.get("Host", "") not in (f"{LOOPBACK}:{self.server.port}", f"localhost:{self.server.port}"):
            raise _Refused(403, "host")
        if self.headers.get("Origin") != self.server.agent.origin:
            raise _Refused(403, "origin")

    def _check_paired(self) -> None:
        self._check_caller()
        scheme, _space, typed = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not is_code(typed, self.server.agent.code):
            raise _Refused(401, "code")

    def _state(self) -> dict[str, Any]:
        self._check_paired()
        address = urlsplit(self.path)
        if address.path != "/state":
            raise _Refused(404, "path")
        query = parse_qs(address.query)
        run, version = query.get("run", [""])[0], query.get("version", [""])[0]
        number = int(version) if version.isdecimal() and len(version) < 12 else -1
        return state_message(self.server.agent.desk.wait_for_change(run, number, _WAIT_SECONDS))

    def _print(self) -> dict[str, Any]:
        self._check_paired()
        if urlsplit(self.path).path != "/print":
            raise _Refused(404, "path")
        try:
            slip = Slip.model_validate_json(self._body())
        except ValidationError:
            raise _Refused(422, "slip") from None
        self.server.agent.devices.print(slip.document())
        return {"printed": slip.title}

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if self.headers.get_content_type() != "application/json" or not length.isdecimal():
            raise _Refused(415, "json")
        if len(length) > 9 or int(length) > _LONGEST:
            raise _Refused(413, "long")
        return self.rfile.read(int(length))

    def _send(self, status: int, body: Mapping[str, Any]) -> None:
        data = b"" if status == 204 else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in self._head(len(data)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _head(self, length: int) -> dict[str, str]:
        """Allows the origin's pages to read the answer; another's cannot even read the refusal."""
        head = {"Content-Length": str(length), "Cache-Control": "no-store", "Vary": "Origin"}
        if length:
            head["Content-Type"] = "application/json; charset=utf-8"
        if self.close_connection:
            head["Connection"] = "close"
        if self.headers.get("Origin") == self.server.agent.origin:
            head |= {"Access-Control-Allow-Origin": self.server.agent.origin}
            head |= {"Access-Control-Allow-Headers": "authorization, content-type"}
            head |= {"Access-Control-Allow-Methods": "GET, POST", "Access-Control-Max-Age": "600"}
            head |= {"Access-Control-Allow-Private-Network": "true"}
            head |= {"Access-Control-Allow-Local-Network": "true"}
        return head

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name that http.server calls
        log.debug(format, *args)

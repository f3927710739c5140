"""The answer to one request: what the application says, as HTTP."""

import logging
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from types import TracebackType
from typing import Any

from hub.operations.http_outgoing import Outgoing
from hub.operations.http_request import ReceivedRequest

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_Error = tuple[type[BaseException], BaseException, TracebackType]
_date: tuple[int, str] = (0, "")

log = logging.getLogger(__name__)


def answer_request(
    application: Application, common: dict[str, Any], request: ReceivedRequest, outgoing: Outgoing
) -> bool:
    """Returns whether the connection may stay. `common`: what the environment of all its requests has."""
    answer = AnswerWriter(request, outgoing)
    try:
        content = application(build_environ(common, request), answer.start)
        try:
            answer.note_length(content)
            for part in content:
                answer.write(part)
            return answer.finish()
        finally:
            close = getattr(content, "close", None)
            if close is not None:
                close()
    except OSError:  # the client has gone
        return False
    except Exception as error:
        log.error("no answer: %s", type(error).__name__)
        return False
    finally:
        request.body.close()


def build_environ(common: dict[str, Any], request: ReceivedRequest) -> dict[str, Any]:
    return {
        **common,
        **request.environ,
        "REQUEST_METHOD": request.method,
        "REQUEST_URI": request.url.decode("latin-1"),
        "PATH_INFO": request.path,
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "wsgi.input": request.body,
    }


class AnswerWriter:
    def __init__(self, request: ReceivedRequest, outgoing: Outgoing) -> None:
        self._request = request
        self._outgoing = outgoing
        self._status = ""
        self._headers: list[tuple[str, str]] = []
        self._begun = self._chunked = False
        self._length: int | None = None
        self._written = 0

    def start(self, status: str, headers: list[tuple[str, str]], error: _Error | None = None) -> Any:
        """WSGI's start_response."""
        if error is not None and self._begun:
            raise error[1].with_traceback(error[2])
        self._status = status
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        self._length = int(lengths[0]) if lengths and not self._is_empty() else None
        self._headers = [pair for pair in headers if not (self._is_empty() and pair[0].lower() == "content-length")]
        return self.write

    def note_length(self, content: Any) -> None:
        """Of an answer that is whole and does not tell its length."""
        if self._length is None and not self._is_empty() and not getattr(content, "streaming", True):
            self._length = len(content.content)
            self._headers.append(("Content-Length", str(self._length)))

    def write(self, part: bytes) -> None:
        if not part:
            return
        head = b"" if self._begun else self._begin()
        self._written += len(part)
        if not self._has_body():
            part = b""
        elif self._chunked:
            part = b"%x\r\n%b\r\n" % (len(part), part)
        elif self._length is not None and self._written > self._length:
            raise ValueError("more than its length")
        self._outgoing.send(head + part)

    def finish(self) -> bool:
        if not self._begun:
            self._outgoing.send(self._begin())
        if self._chunked:
            self._outgoing.send(b"0\r\n\r\n")
        is_whole = self._length is None or self._written == self._length or not self._has_body()
        return is_whole and self._request.keeps_open

    def _has_body(self) -> bool:
        return self._request.method != "HEAD" and not self._is_empty()

    def _is_empty(self) -> bool:
        return self._status[:3] in ("204", "304")

    def _begin(self) -> bytes:
        """Returns the head."""
        self._begun = True
        if self._length is None and self._has_body():
            self._chunked = self._request.version == "1.1"
            self._request.keeps_open = self._request.keeps_open and self._chunked
        lines = [f"HTTP/{self._request.version} {self._status}", *(f"{name}: {text}" for name, text in self._headers)]
        lines.append(f"Date: {_http_date()}")
        if self._chunked:
            lines.append("Transfer-Encoding: chunked")
        if not self._request.keeps_open:
            lines.append("Connection: close")
        elif self._request.version == "1.0":
            lines.append("Connection: keep-alive")
        text = "\r\n".join(lines)
        if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1:
            raise ValueError("a header of more than one line")
        return f"{text}\r\n\r\n".encode("latin-1")


def _http_date() -> str:
    global _date  # noqa: PLW0603 - made once a second
    now = int(time.time())
    if _date[0] != now:
        _date = now, formatdate(now, usegmt=True)
    return _date[1]

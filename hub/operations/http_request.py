"""HTTP requests as they arrive: llhttp parses them (httptools), strictly; here are the bounds, and what WSGI needs."""

from collections import deque
from functools import lru_cache
from io import SEEK_SET
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes, urlsplit

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

BODY = 32_000_000  # bytes
HEAD = 128_000  # bytes
AT_ONCE = 100  # requests on one connection that wait for their answers
IN_MEMORY = 512_000  # bytes of a body; a longer one is in a temporary file
_VERSIONS = ("1.0", "1.1")


class UnreadableRequest(Exception):
    """What came is no request that is taken; the connection ends with this status."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class ReceivedRequest:
    """One request that is here whole. `environ`: its part of WSGI's."""

    __slots__ = ("body", "environ", "keeps_open", "length", "method", "path", "url", "version")

    def __init__(self) -> None:
        self.url = b""
        self.environ: dict[str, Any] = {}
        self.body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - until it is answered
        self.length = 0
        self.method = self.path = self.version = ""
        self.keeps_open = True


class RequestParser:
    """Parses what one connection receives. `whole`: the requests that are here whole, in order; their taker takes them
    away."""

    def __init__(self) -> None:
        self.whole: deque[ReceivedRequest] = deque()
        self.is_within = False  # a request has begun and is not here whole
        self._llhttp = HttpRequestParser(self)
        self._request = ReceivedRequest()
        self._head: int | None = None  # its bytes so far; None once it is over
        self._rest: int | None = None  # bytes of a body that llhttp leaves to us, as it does after `Upgrade`

    def feed(self, data: bytes) -> None:
        """Raises UnreadableRequest."""
        if self._rest is not None:
            self._take_rest(data)
            return
        try:
            self._llhttp.feed_data(data)
        except HttpParserUpgrade as upgrade:  # which is declined: the request is answered, and nothing else is
            self._take_rest(data[upgrade.args[0] :])
        except HttpParserError as error:
            if isinstance(error.__context__, UnreadableRequest):
                raise error.__context__ from None
            raise UnreadableRequest("400 Bad Request") from None
        if self._head is not None:
            self._head += len(data)
            if self._head > HEAD:
                raise UnreadableRequest("431 Request Header Fields Too Large")

    @property
    def awaits_leave(self) -> bool:
        """The client sends the body once it is told to."""
        return self.is_within and self._head is None and self._request.environ.pop("HTTP_EXPECT", "") != ""

    def on_message_begin(self) -> None:
        self._request, self._head, self.is_within = ReceivedRequest(), 0, True

    def on_url(self, part: bytes) -> None:
        self._request.url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        if b"_" in name or self._head is None:  # it would pass for another, which a proxy has dropped; or is a trailer
            return
        environ, key, text = self._request.environ, _environ_key(name), value.strip(b" \t").decode("latin-1")
        environ[key] = f"{environ[key]}, {text}" if key in environ else text

    def on_headers_complete(self) -> None:
        request, environ = self._request, self._request.environ
        request.method = self._llhttp.get_method().decode()
        request.version = self._llhttp.get_http_version()
        request.keeps_open = self._llhttp.should_keep_alive()
        coding = environ.pop("HTTP_TRANSFER_ENCODING", None)
        if request.version not in _VERSIONS or (coding is not None and request.version == "1.0"):
            raise UnreadableRequest("400 Bad Request")
        if coding is not None and coding.lower() != "chunked":
            raise UnreadableRequest("501 Not Implemented")
        if int(environ.get("CONTENT_LENGTH") or 0) > BODY:
            raise UnreadableRequest("413 Content Too Large")
        request.path, environ["QUERY_STRING"] = _parse_url(request.url)
        self._head = None

    def on_body(self, part: bytes) -> None:
        self._request.length += len(part)
        if self._request.length > BODY:
            raise UnreadableRequest("413 Content Too Large")
        self._request.body.write(part)

    def on_message_complete(self) -> None:
        if self._llhttp.should_upgrade() and self._rest is None:
            self._request.keeps_open = False
            self._rest = int(self._request.environ.get("CONTENT_LENGTH") or 0)
            return
        if len(self.whole) >= AT_ONCE:
            raise UnreadableRequest("400 Bad Request")
        request, self.is_within = self._request, False
        if request.length:
            request.environ["CONTENT_LENGTH"] = str(request.length)  # of a chunked one too
            request.body.seek(0, SEEK_SET)
        self.whole.append(request)

    def _take_rest(self, data: bytes) -> None:
        if not self.is_within or self._rest is None:
            return
        part = data[: self._rest]
        self._rest -= len(part)
        self.on_body(part)
        if not self._rest:
            self.on_message_complete()


@lru_cache(maxsize=512)
def _environ_key(name: bytes) -> str:
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _parse_url(url: bytes) -> tuple[str, str]:
    """Returns the path, as WSGI has it, and the query. Raises UnreadableRequest."""
    if not url.startswith(b"/"):  # absolute, as clients ask a proxy
        try:
            parts = urlsplit(url)
        except ValueError:
            raise UnreadableRequest("400 Bad Request") from None
        url = parts.path + (b"?" + parts.query if parts.query else b"")
    path, _, query = url.partition(b"#")[0].partition(b"?")
    unquoted = unquote_to_bytes(path) if b"%" in path else path
    return "/" + unquoted.decode("latin-1").lstrip("/"), query.decode("latin-1")

"""Many HTTP clients at once on one core: kept connections and hand-written requests, so that the client costs
little."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlencode


class Refused(Exception):
    """The hub answered with another status than 200 or 304."""


@dataclass
class Client:
    """One connection with its headers. Each request's seconds are recorded."""

    port: int
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, **more: str) -> tuple[int, dict[bytes, bytes], bytes]:
        return await self._send("GET", path, b"", more)

    async def post(self, path: str, body: object = None) -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        _, _, answer = await self._send("POST", path, sent, {"Content-Type": "application/json"})
        return json.loads(answer)

    async def send_form(self, path: str, fields: Mapping[str, str]) -> bytes:
        """Sends a form as a browser does; returns the page that it leads to."""
        kind = "application/x-www-form-urlencoded"
        _, _, page = await self._send("POST", path, urlencode(fields).encode(), {"Content-Type": kind})
        return page

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            await self._writer.wait_closed()

    async def _send(
        self, method: str, path: str, body: bytes, more: Mapping[str, str]
    ) -> tuple[int, dict[bytes, bytes], bytes]:
        """Sends a request and returns the answer. Raises Refused, OSError."""
        if self._writer is None or self._reader is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        target = path if path.startswith("/") else f"/api/v1/{path}"
        lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in {**self.headers, **more}.items()]
        began = perf_counter()
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status, headers = _head(head)
        length = int(headers.get(b"content-length", b"0"))
        answer = await self._reader.readexactly(length) if length else b""
        self.seconds.append(perf_counter() - began)
        if status not in (200, 304):
            raise Refused(status, answer[:200])
        return status, headers, answer


def _head(head: bytes) -> tuple[int, dict[bytes, bytes]]:
    lines = head.split(b"\r\n")
    pairs = (line.split(b":", 1) for line in lines[1:] if line)
    return int(lines[0].split()[1]), {name.lower(): value.strip() for name, value in pairs}


def all_at_once(*jobs: Callable[[], Awaitable[Any]]) -> tuple[list[Any], float]:
    """Runs the jobs together; returns their results, and the seconds until the last ended."""

    async def run() -> tuple[list[Any], float]:
        began = perf_counter()
        done = await asyncio.gather(*(job() for job in jobs))
        return list(done), perf_counter() - began

    return asyncio.run(run())

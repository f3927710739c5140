"""A hub that answers as a test wants it to, over real HTTP, and notes what it was sent."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID

from contract.cases import Accepted, case_code
from contract.kiosks import HeartbeatAnswer
from contract.problems import Problem


class PickyHub:
    """`status` says how it answers a submission, by its content: 200 takes it; no other is a judgement of the hub's.
    `asked`, `taken`: the ids of what it was sent, and of what it took, in order."""

    def __init__(self) -> None:
        self.status: Callable[[dict[str, Any]], int] = lambda submission: 200
        self.taken: list[str] = []
        self.asked: list[str] = []
        self.url = ""

    def answer(self, path: str, message: dict[str, Any]) -> tuple[int, str]:
        if path.endswith("kiosks/heartbeat"):
            return 200, HeartbeatAnswer(now=datetime.now(UTC), catalogue="").model_dump_json()
        self.asked.append(message["id"])
        status = self.status(message)
        if status != 200:
            return status, Problem(title="invented", status=status).model_dump_json()
        self.taken.append(message["id"])
        accepted = Accepted(id=UUID(message["id"]), code=case_code(UUID(message["id"])), accepted_at=datetime.now(UTC))
        return 200, accepted.model_dump_json()


@contextmanager
def picky_hub(given: PickyHub | None = None) -> Iterator[PickyHub]:
    hub = given or PickyHub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or "{}")
            status, text = hub.answer(self.path, message)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Logs nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Stands in for a city's base registers, for practice and for tests: an HTTP program with invented people.

python -m hub.registers.stand_in SECRET [PLAN [RECORDS]]
    PLAN: what becomes of the first requests, parted by commas; then "ok"
    RECORDS: a JSON file of {"people": {number: {…}}, "organisations": {code: {…}}, "places": {area: [{…}]}}, in
             place of those here

ok        what is on record; 404 for nobody
busy      503
silent    no answer until the hub hangs up
lost      the connection is cut
page      200 and a page of a proxy
nonsense  200 and JSON that is no answer
other     200 and what is on record of somebody else
expired   200 and a licence of long ago

Prints its port. GET tells the questions that came and what was made of them. It shares no code with the hub.
"""

import base64
import hashlib
import hmac
import io
import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

SECRET = base64.b64decode(sys.argv[1].removeprefix("whsec_"))
PLAN = [step for step in "".join(sys.argv[2:3]).split(",") if step]
_OTHER = "110105194912310029"
RECORDS: dict[str, dict[str, Any]] = {
    "people": {_OTHER: {"name": "周某", "sex": "女", "nation": "满", "birth": "1949-12-31", "address": "练习路2号"}},
    "organisations": {"91110105MA00000012": {"name": "练习超市"}},
}
if len(sys.argv) > 3:
    RECORDS = json.loads(Path(sys.argv[3]).read_text("utf-8"))
AS_OF = "2026-01-31"
questions: list[dict[str, Any]] = []
lock = threading.Lock()


def find_answer(question: dict[str, Any]) -> dict[str, Any] | None:
    kind, number = question["type"], question.get("number", "")
    if kind == "place":
        return {"area": question["area"], "as_of": AS_OF, "places": RECORDS.get("places", {}).get(question["area"], [])}
    if kind == "organisation":
        organisation = RECORDS["organisations"].get(question["code"])
        return organisation and {"code": question["code"], "as_of": AS_OF, **organisation}
    person = RECORDS["people"].get(number)
    if person is None or kind == "population":
        return person and {"number": number, "as_of": AS_OF, **person}
    if question["licence"] not in person.get("licences", [question["licence"]]):
        return None
    return {
        "number": number,
        "licence": question["licence"],
        "licence_number": f"EL-{number[-4:]}-{question['licence']}",
        "issuer": "练习市公安局",
        "as_of": AS_OF,
        "content": base64.b64encode(draw_licence(question["licence"])).decode(),
    }


def draw_licence(code: str) -> bytes:
    picture = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(picture).text((60, 60), f"ELECTRONIC LICENCE {code}\nFOR PRACTICE ONLY", fill="black")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


class Registers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with lock:
            self.answer(200, json.dumps(questions).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.is_signed(body):
            self.answer(401, b"{}")
            return
        question = json.loads(body)
        with lock:
            step = PLAN.pop(0) if PLAN else "ok"
            questions.append({**question, "step": step})
        self.react(step, question)

    def react(self, step: str, question: dict[str, Any]) -> None:
        if step in ("silent", "lost"):
            self.close_connection = True
            if step == "silent":
                self.connection.recv(1)
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if step in ("busy", "page", "nonsense"):
            content = {"page": b"<html>Welcome</html>", "nonsense": b'{"number": 5, "name": []}'}
            self.answer(503 if step == "busy" else 200, content.get(step, b""))
            return
        answer = find_answer(question)
        if answer is not None and step == "other":
            answer.update({"number": _OTHER, "code": "91110105MA00000024", "area": "elsewhere"})
        if answer is not None and step == "expired":
            answer["valid_to"] = "2020-01-01"
        self.answer(404 if answer is None else 200, json.dumps(answer or {}).encode())

    def is_signed(self, body: bytes) -> bool:
        content = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        code = base64.b64encode(hmac.new(SECRET, content, hashlib.sha256).digest()).decode()
        return f"v1,{code}" in self.headers["webhook-signature"].split()

    def answer(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's own name
        """Logs nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registers)
    print(server.server_port, flush=True)
    server.serve_forever()

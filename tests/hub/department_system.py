"""A department's own system: it checks signatures, keeps each message once, and fails at times.

python department_system.py SECRET PLAN [HUB KEY SECRET]
    PLAN: what becomes of the first requests, parted by commas; then "ok"
    HUB, KEY, SECRET: the address to which it answers, and what it was given for that. It then makes out a certificate
    for each task that it is given: its part is done, the case is decided, here is the result.

ok       kept, 200
busy     not kept, 503
lost     kept, but the connection is cut before the answer
refused  not kept, 422
silent   not kept, no answer until the hub hangs up
garbage  not kept, an answer that is not HTTP
person   not kept, 200 with a name and a number, and the token of the body as a part of the name
nonsense not kept, 200 with a number that cannot be
unknown  not kept, 404

Prints its port. GET returns what it has stored, by message id, what requests came, and their ids. It shares no code
with the hub.
"""

import base64
import hmac
import json
import socket
import sys
import threading
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = base64.b64decode(sys.argv[1].removeprefix("whsec_"))
ANSWERS_TO = sys.argv[3:6]
PLAN = [step for step in sys.argv[2].split(",") if step]
kept: dict[str, Any] = {}
requests: list[str] = []
ids: list[list[str | None]] = []
lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(200, {"kept": kept, "requests": requests, "ids": ids})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with lock:
            step = PLAN.pop(0) if PLAN else "ok"
            requests.append(step)
            ids.append([self.headers["X-Request-ID"], self.headers["X-Correlation-ID"]])
        if not self.signed(body):
            self.answer(401, {})
            return
        if step in ("ok", "lost"):
            with lock:
                kept.setdefault(self.headers["webhook-id"], json.loads(body))
            if ANSWERS_TO and json.loads(body)["type"] == "task.opened":
                threading.Thread(target=make_out, args=(json.loads(body),)).start()
        self.react(step, json.loads(body))

    def react(self, step: str, body: Any) -> None:
        statuses = {"ok": 200, "busy": 503, "refused": 422, "unknown": 404}
        people = {"person": "11010519491231002X", "nonsense": "110105194912310021"}
        if step in people:
            self.answer(200, {"name": f"张{body['token'][-1]}", "number": people[step]})
            return
        if step in statuses:
            self.answer(statuses[step], {})
            return
        self.close_connection = True
        if step == "garbage":
            self.wfile.write(b"\x00\x01 hello\r\n\r\n")
        if step == "silent":
            self.connection.recv(1)
        self.connection.shutdown(socket.SHUT_RDWR)

    def signed(self, body: bytes) -> bool:
        said = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        signature = self.headers["webhook-signature"].split()[0]
        version, digest = ("v1sm3", "sm3") if signature.startswith("v1sm3,") else ("v1", "sha256")
        code = base64.b64encode(hmac.new(SECRET, said, digest).digest()).decode()
        return signature == f"{version},{code}"

    def answer(self, status: int, content: Any) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's own name
        """Logs nothing."""


def make_out(task: Any) -> None:
    """What the register says of the applicant, all of it invented."""
    rows = {"险种": "城镇职工基本养老保险", "缴费状态": "正常参保", "累计缴费月数": "126"}
    result = {
        "title": task["item"]["name"]["zh-Hans"],
        "number": task["applicant"]["number"],
        "rows": [{"label": label, "value": value} for label, value in rows.items()],
        "statement": "兹证明上述情况属实。",
    }
    tell_hub({"case": task["case"], "said": "done", "task": task["task"]})
    tell_hub({"case": task["case"], "said": "decided", "note": {"zh": "已出具，请领取。"}, "result": result})


def tell_hub(message: Any) -> None:
    address, key, secret = ANSWERS_TO
    body, message_id, stamp = json.dumps(message).encode(), str(uuid.uuid4()), str(int(time.time()))
    signed = f"{message_id}.{stamp}.".encode() + body
    code = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256").digest()
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(code).decode()}",
    }
    urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=60).close()


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()

"""A gateway for SMS: it checks signatures, delivers each key once, and fails or lies at times.

python sms_gateway.py SECRET STYLE PLAN    PLAN: what becomes of the first requests, parted by commas; then "ok"
STYLE: ours, which answers {"accepted": true}, or cmpp, whose results are numbers: 0 taken, 8 too fast, 5 no such number

ok       taken
busy     503
refused  422
lie      200, but an answer that says that it was not taken
never    200, and an answer that says that it never will be
page     200 and a page of a proxy that knows of nothing
lost     taken, but the connection is cut before the answer
late     taken, but no answer until the hub hangs up

Prints its port. GET tells what was delivered, by key, and how many requests there were; /wait/N answers once there were
as many. It shares no code with the hub.
"""

import base64
import hashlib
import hmac
import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = base64.b64decode(sys.argv[1].removeprefix("whsec_"))
CMPP = sys.argv[2] == "cmpp"
PLAN = [step for step in sys.argv[3].split(",") if step]
TAKEN = {"Result": 0} if CMPP else {"accepted": True}
REFUSALS = {
    "lie": {"Result": 8} if CMPP else {"accepted": False},
    "never": {"Result": 5} if CMPP else {"accepted": "never"},
}
delivered: dict[str, Any] = {}
requests: list[str] = []
change = threading.Condition()


class Gateway(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with change:
            if self.path.startswith("/wait/"):
                change.wait_for(lambda: len(requests) >= int(self.path.rpartition("/")[2]), 60)
            self.answer(200, json.dumps({"delivered": delivered, "requests": requests}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers["webhook-id"]
        if not self.is_signed(body):
            self.answer(401, b"{}")
            return
        with change:
            step = PLAN.pop(0) if PLAN else "ok"
            if step in ("ok", "lost", "late"):
                delivered.setdefault(key, json.loads(body))  # a key that it knows is not sent again
            requests.append(step)
            change.notify_all()
        self.react(step)

    def react(self, step: str) -> None:
        if step in ("lost", "late"):
            self.close_connection = True
            if step == "late":
                self.connection.recv(1)
            self.connection.shutdown(socket.SHUT_RDWR)
        elif step == "page":
            self.answer(200, b"<html>Welcome</html>")
        else:
            status = {"busy": 503, "refused": 422}.get(step, 200)
            self.answer(status, json.dumps(REFUSALS.get(step, TAKEN)).encode())

    def is_signed(self, body: bytes) -> bool:
        content = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        code = base64.b64encode(hmac.new(SECRET, content, hashlib.sha256).digest()).decode()
        return f"v1,{code}" == self.headers["webhook-signature"]

    def answer(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's own name
        """Logs nothing."""


class Server(ThreadingHTTPServer):
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Gateway)
print(server.server_port, flush=True)
server.serve_forever()

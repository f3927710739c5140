"""Queue numbers per second that the hub reserves and confirms on SQLite, for 8 kiosks at once over HTTP.

Prints {"pairs_per_second": the median, "runs", "pairs", "errors"}. A duplicate number is an error.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

CLIENTS = 8
_HOST = "127.0.0.1"


def measure(runs: int = 7, pairs: int = 160) -> dict[str, Any]:
    """Reserves and confirms that many numbers per run, on a hub of its own. A first run warms it up and is not
    counted."""
    with tempfile.TemporaryDirectory() as folder, _hub(Path(folder)) as (port, token):
        service = _call(HTTPConnection(_HOST, port), token, "GET", "catalogue")["services"][0]["code"]
        done = [_run(port, token, service, pairs // CLIENTS) for _ in range(runs + 1)]
    numbers = [number for issued, _, _ in done for number in issued]
    errors = sum(failed for _, failed, _ in done) + len(numbers) - len(set(numbers))
    speeds = [round(len(issued) / seconds, 1) for issued, _, seconds in done[1:]]
    return {"pairs_per_second": statistics.median(speeds), "runs": speeds, "pairs": len(numbers), "errors": errors}


def _run(port: int, token: str, service: str, each: int) -> tuple[list[str], int, float]:
    """Runs all clients at once; returns their numbers, the failed calls, and the seconds it took."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        began = time.perf_counter()
        results = list(clients.map(lambda _: _client(port, token, service, each), range(CLIENTS)))
        seconds = time.perf_counter() - began
    return [number for numbers, _ in results for number in numbers], sum(failed for _, failed in results), seconds


def _client(port: int, token: str, service: str, pairs: int) -> tuple[list[str], int]:
    """Runs one kiosk on one connection; returns its numbers, and the failed calls."""
    connection, numbers, failed = HTTPConnection(_HOST, port, timeout=30), [], 0
    for _ in range(pairs):
        request = {"id": str(uuid4()), "service": service}
        try:
            ticket = _call(connection, token, "POST", "tickets", request)
            _call(connection, token, "POST", f"tickets/{request['id']}/confirm")
            numbers.append(ticket["number"])
        except (OSError, ValueError):
            failed += 1
            connection.close()
    return numbers, failed


def _call(connection: HTTPConnection, token: str, method: str, path: str, body: object = None) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}"} | ({"Content-Type": "application/json"} if sent else {})
    connection.request(method, f"/api/v1/{path}", sent, headers)
    response = connection.getresponse()
    answer = response.read()
    if response.status != 200:
        raise ValueError(response.status)
    return json.loads(answer)


@contextmanager
def _hub(folder: Path) -> Iterator[tuple[int, str]]:
    """Runs a hub with the starter catalogue and one kiosk; yields its port and the kiosk's token."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'hub.sqlite3'}",
        "HUB_KEYS": "",
        "HUB_NAMELESS_NUMBERS_A_MINUTE": "0",
    }
    command = [sys.executable, "-m", "hub"]
    for arguments in (["migrate"], ["seed"]):
        subprocess.run([*command, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    added = subprocess.run(
        [*command, "kiosk", "add", "bench", "--json"], env=environment, check=True, stdout=subprocess.PIPE
    )
    port = _free_port()
    server = subprocess.Popen([*command, "serve", "--bind", f"{_HOST}:{port}"], env=environment)
    try:
        _wait_for(port, server)
        yield port, json.loads(added.stdout)["token"]
    finally:
        server.terminate()
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((_HOST, 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]", within: float = 20) -> None:
    """Waits for the server. Raises TimeoutError."""
    until = time.monotonic() + within
    while server.poll() is None and time.monotonic() < until:
        try:
            connection = HTTPConnection(_HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("the hub does not answer")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--pairs", type=int, default=160, help="a run")
    options = parser.parse_args()
    print(json.dumps(measure(options.runs, options.pairs)))

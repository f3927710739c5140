"""The base registers' stand-in as a process of its own, with people of the test's."""

import base64
import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

SECRET = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
StartRegisters = Callable[..., int]


@contextmanager
def base_registers(folder: Path, records: object) -> Iterator[StartRegisters]:
    """Provides what starts a stand-in with a plan, and returns its port."""
    path = folder / "records.json"
    path.write_text(json.dumps(records), "utf-8")
    running: list[subprocess.Popen[str]] = []

    def start(plan: str = "") -> int:
        command = [sys.executable, "-m", "hub.registers.stand_in", SECRET, plan, str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        return int(process.stdout.readline())

    try:
        yield start
    finally:
        for process in running:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=30)


def questions_at(port: int) -> list[dict[str, Any]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    questions: list[dict[str, Any]] = json.loads(connection.getresponse().read())
    return questions

"""A department's system as a process of its own, and what it has received."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

Start = Callable[[str], int]


@contextmanager
def department_process(secret: str, plan: str = "", answers_to: tuple[str, ...] = ()) -> Iterator[int]:
    """Its port. `plan` and `answers_to`: see department_system.py."""
    program = [sys.executable, str(Path(__file__).with_name("department_system.py")), secret, plan, *answers_to]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


@contextmanager
def department_processes(secret: str) -> Iterator[Start]:
    """Provides what starts one with a plan, and returns its port."""
    with ExitStack() as running:
        yield lambda plan: running.enter_context(department_process(secret, plan))


def received_at(port: int) -> Any:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/")
        return json.loads(connection.getresponse().read())

"""A real hub in its own process, over HTTP, that comes and goes."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import Any

import requests

from tests.answers import published

ROOT = Path(__file__).parents[2]
_HUB = [sys.executable, "-m", "hub"]
LIMITLESS = {"HUB_NAMELESS_NUMBERS_A_MINUTE": "0"}  # tests take many numbers without a card


def make_hub(folder: Path) -> None:
    """Makes the files of a hub, migrated, seeded, with one kiosk registered."""
    for command in ("migrate", "seed"):
        _run([*_HUB, command], _environment(folder))
    added = _run([*_HUB, "kiosk", "add", "kiosk-1", "--json"], _environment(folder))
    (folder / "token").write_text(json.loads(added)["token"], "ascii")


class HubProcess:
    """On a copy of what `make_hub` made. `start` and `stop` it as often as wanted; its address stays."""

    def __init__(self, folder: Path, made: Path, **environment: str) -> None:
        shutil.copytree(made, folder)
        self.token_file = folder / "token"
        self._port = free_port()
        self._environment = {**_environment(folder), **environment}
        self._server: subprocess.Popen[bytes] | None = None
        self._shell = HubShell(self._environment)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self, **settings: str) -> None:
        """Starts the hub; returns when it answers. `settings`: of its environment, until it is stopped."""
        if self._server:
            return
        bind = f"127.0.0.1:{self._port}"
        program = [*_HUB, "serve", "--bind", bind]
        self._server = subprocess.Popen(
            program, cwd=ROOT, env={**self._environment, **settings}, start_new_session=True
        )
        give_up = time.monotonic() + 30
        while time.monotonic() < give_up:
            if self._server.poll() is None and _answers(self._port):
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("the hub did not start")

    def stop(self, kill: bool = False) -> None:
        self._shell.close()
        server, self._server = self._server, None
        if server:
            if kill:  # its workers as well, as when the power fails
                os.killpg(server.pid, signal.SIGKILL)
            else:
                server.terminate()
            server.wait(20)

    def freeze(self) -> None:
        """Freezes the hub, which takes connections and answers nothing until it is thawed."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._server:
            os.killpg(self._server.pid, number)

    def get(self, path: str) -> requests.Response:
        return requests.get(f"{self.url}/api/v1/{path}", headers=self._authorization(), timeout=10)

    def post(self, path: str, body: object) -> requests.Response:
        return requests.post(f"{self.url}/api/v1/{path}", json=body, headers=self._authorization(), timeout=10)

    def shell(self, program: str) -> str:
        """Returns what a program prints that runs within the hub's own Django. Raises CalledProcessError."""
        return self._shell.run(program)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Returns what its database holds, without the start of another program."""
        path = self.token_file.with_name("hub.sqlite3")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
            return database.execute(statement).fetchall()

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token_file.read_text('ascii')}"}


class HubShell:
    """A process that has the hub's Django set up, from the first program until it is closed. See hub_shell.py."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None
        self._one_by_one = Lock()

    def run(self, program: str) -> str:
        with self._one_by_one:
            process = self._process = self._process or self._start()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(program) + "\n")
            process.stdin.flush()
            status, printed = json.loads(process.stdout.readline())
        if status:
            raise subprocess.CalledProcessError(status, program, printed)
        return str(printed)

    def close(self) -> None:
        with self._one_by_one:
            if self._process:
                self._process.communicate()
            self._process = None

    def _start(self) -> "subprocess.Popen[str]":
        command, pipe = [sys.executable, "-m", "tests.kiosk.hub_shell"], subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, stdin=pipe, stdout=pipe, text=True)


def _environment(folder: Path) -> Mapping[str, str]:
    url = f"sqlite:///{folder / 'hub.sqlite3'}"
    return {**os.environ, **published.environment(), "DATABASE_URL": url, **LIMITLESS}


def _run(program: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        program, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=110
    )
    return done.stdout


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/api/v1/catalogue", timeout=1).status_code == 401
    except requests.RequestException:
        return False

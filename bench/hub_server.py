"""A hub with gunicorn on PostgreSQL or SQLite: hub and database on the first core, the measuring client on the
other."""

import json
import os
import pwd
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from shutil import chown, rmtree
from typing import Any

_PROGRAMS = Path("/usr/lib/postgresql")
_CORES = sorted(os.sched_getaffinity(0))  # before pinning
_PRELUDE = "import os, json, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'hub.settings'; django.setup()\n"


@dataclass(frozen=True)
class Hub:
    port: int
    url: str  # of the database
    keys: Path

    def shell(self, program: str) -> Any:
        """Returns the JSON printed by a program that runs in the hub's own Django."""
        done = subprocess.run(
            [sys.executable, "-c", _PRELUDE + program],
            env=_environment(self.url, self.keys),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return json.loads(done.stdout)

    def environment(self) -> dict[str, str]:
        """Returns that in which its commands run."""
        return _environment(self.url, self.keys)

    @contextmanager
    def working(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Runs a worker beside it, on its core, until the block ends."""
        command = [*first_core(), sys.executable, "-m", "hub", "work"]
        worker = subprocess.Popen(command, env=_environment(self.url, self.keys))
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(30)


def other_core() -> None:
    """Pins this process, and its children except the hub and its database, to the other core."""
    os.sched_setaffinity(0, _CORES[1:] or _CORES)


def first_core() -> list[str]:
    return ["taskset", "-c", str(_CORES[0])]


@contextmanager
def hub_on(database: str) -> Iterator[Hub]:
    """Serves a migrated and seeded hub. `database`: "postgresql" or "sqlite"."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if database == "sqlite":
            with _serving(f"sqlite:///{folder / 'hub.sqlite3'}", folder) as hub:
                yield hub
        else:
            with postgresql() as url, _serving(url, folder) as hub:
                yield hub


@contextmanager
def postgresql() -> Iterator[str]:
    """Runs a cluster of its own with durable commits; yields its URL."""
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))  # short: a socket's path has a limit
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    chown(folder, user)
    programs = max(_PROGRAMS.glob("*/bin"))
    become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.geteuid() == 0 else []

    def run(program: str, *arguments: str) -> None:
        command = [*first_core(), *become, str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-A", "trust", "-U", "hub", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-h '' -k {folder} -c shared_buffers=128MB -c max_connections=300 -c max_wal_size=4GB"
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
    try:
        yield f"postgresql://hub@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "-m", "immediate")
        rmtree(folder)


@contextmanager
def _serving(url: str, folder: Path) -> Iterator[Hub]:
    keys = folder / "hub.keys"
    environment = _environment(url, keys)
    command = [sys.executable, "-m", "hub"]
    for arguments in (["keys", str(keys)], ["migrate"], ["seed"]):
        subprocess.run([*command, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    port = _free_port()
    serve = [*first_core(), *command, "serve", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(serve, env=environment)
    try:
        _wait_for(port, server)
        yield Hub(port, url, keys)
    finally:
        server.terminate()
        server.wait(30)


def _environment(url: str, keys: Path) -> dict[str, str]:
    apart = {"HUB_NAMELESS_NUMBERS_A_MINUTE": "0", "HUB_SECOND_FACTOR": "administrators"}
    return {**os.environ, "DATABASE_URL": url, "HUB_KEYS": str(keys), **apart}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]", within: float = 30) -> None:
    """Waits for the server. Raises TimeoutError."""
    until = time.monotonic() + within
    while server.poll() is None and time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the hub does not answer")

"""A hub as a process of its own, and its command line."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psycopg

from tests.answers import published

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Fresh:
    """A database of one test's own, and its keys."""

    url: str
    keys: Path

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return run_hub(self.url, *arguments, keys=self.keys)

    def execute(self, statement: str) -> None:
        """Executes a statement past the hub, as somebody could who can write the database."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as database, database:
                database.execute(statement)
        else:
            with psycopg.connect(self.url) as server:
                server.execute(statement.encode())


def environment(database_url: str, keys: Path | None) -> dict[str, str]:
    return {
        **os.environ,
        **published.environment(),
        "LC_ALL": "C.UTF-8",
        "DATABASE_URL": database_url,
        "HUB_KEYS": str(keys or ""),
        "HUB_NAMELESS_NUMBERS_A_MINUTE": "0",
    }


def run_hub(database_url: str, *arguments: str, keys: Path | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "hub", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(database_url, keys),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def start_hub(
    database_url: str,
    bind: str,
    *arguments: str,
    keys: Path | None = None,
    stdin: int = subprocess.DEVNULL,
    pass_fds: tuple[int, ...] = (),
    log: Path | None = None,
) -> "subprocess.Popen[bytes]":
    """`log`: a file for its log, as JSON lines."""
    command = [sys.executable, "-m", "hub", "serve", "--bind", bind, *arguments]
    settings = environment(database_url, keys)
    with ExitStack() as stack:
        errors = None if log is None else stack.enter_context(log.open("ab"))
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=settings if log is None else {**settings, "HUB_LOG": "json"},
            stdin=stdin,
            stderr=errors,
            pass_fds=pass_fds,
        )


@contextmanager
def hub_process(database_url: str, keys: Path | None = None, *arguments: str, log: Path | None = None) -> Iterator[int]:
    """Serves until the block ends; yields its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    server = start_hub(database_url, f"127.0.0.1:{port}", *arguments, keys=keys, log=log)
    try:
        wait_until_up(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def wait_until_up(port: int, server: "subprocess.Popen[bytes]", within: float = 180) -> None:
    until = time.monotonic() + within
    while server.poll() is None and time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the hub does not answer")

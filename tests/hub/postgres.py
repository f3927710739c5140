"""A PostgreSQL that nobody else uses, and databases in it. `url` is always that of its first database."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import chown, rmtree
from uuid import uuid4

import psycopg
from psycopg import sql

USER = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
AS_USER = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def folder() -> Iterator[Path]:
    """For a server; its data are in `data`. Its path is short, since a socket's has a limit."""
    made = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    chown(made, USER)
    try:
        yield made
    finally:
        rmtree(made)


def initialise(folder: Path) -> None:
    _run(folder, "initdb", "-A", "trust", "-U", "hub", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Its URL while it runs. What it holds is on disk after the block."""
    options = f"-F -h '' -k {folder} -c shared_buffers=16MB"
    _run(folder, "pg_ctl", "start", "-w", "-l", f"{folder}/log", "-o", options)
    try:
        yield f"postgresql://hub@/postgres?host={folder}"
    finally:
        _run(folder, "pg_ctl", "stop", "-m", "fast")


def copy_as_standby(url: str, folder: Path) -> None:
    """Makes a standby of the server at `url`, to be started by `server`. It follows as long as both run."""
    path = str(PROGRAMS / "pg_basebackup")
    command = [*AS_USER, path, "-D", str(folder / "data"), "-R", "-X", "stream", "-c", "fast", "-d", url, "--no-sync"]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)


def promote(folder: Path) -> None:
    _run(folder, "pg_ctl", "promote", "-w")


def create(url: str, name: str, template: str = "template1") -> str:
    """The URL of a new database, a copy of another."""
    _execute(url, "CREATE DATABASE {} TEMPLATE {}", name, template)
    return url.replace("/postgres?", f"/{name}?")


@contextmanager
def database(url: str, template: str = "template1") -> Iterator[str]:
    """The same, of a name that no other has, and gone after the block."""
    name = f"of_a_test_{uuid4().hex}"
    yield create(url, name, template)
    _execute(url, "DROP DATABASE {} WITH (FORCE)", name)


def _execute(url: str, statement: str, *names: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _run(folder: Path, program: str, *arguments: str) -> None:
    path = str(PROGRAMS / program)
    command = [*AS_USER, path, "-D", str(folder / "data"), *arguments]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

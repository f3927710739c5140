"""A PostgreSQL that nobody else uses, and databases in it. `url` is always that of its first database."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import chown, rmtree
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.together import wait_until

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
    options = f"-F -c full_page_writes=off -h '' -k {folder} -c shared_buffers=16MB -c jit=off"
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


def lead_alone(folder: Path) -> None:
    """A standby that was not started yet is a server of its own, with its first one's data."""
    (folder / "data" / "standby.signal").unlink()
    cut_off(folder)


def cut_off(folder: Path) -> None:
    """A standby's line to the first server is dead."""
    settings = folder / "data" / "postgresql.auto.conf"
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("primary_conninfo")]
    settings.write_text("\n".join(lines) + "\n")


def archive_to(folder: Path, command: str) -> None:
    """From its next start on, a server's log is archived by that command, segment by segment."""
    _set(folder, archive_mode="on", archive_command=command)


def finish_segment(url: str, archive: Path) -> None:
    """Waits until all that was written is in the archive."""
    with psycopg.connect(url, autocommit=True) as server:
        row = server.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
    assert row is not None
    wait_until((archive / row[0]).exists)


def recover_until(folder: Path, archive: Path, moment: datetime) -> None:
    """A copy that was not started yet goes on from the archive to that moment, and leads then."""
    lead_alone(folder)
    _set(
        folder,
        archive_mode="off",
        restore_command=f"cp {archive}/%f %p",
        recovery_target_time=moment.isoformat(),
        recovery_target_action="promote",
    )
    (folder / "data" / "recovery.signal").touch()


def _set(folder: Path, **settings: str) -> None:
    with (folder / "data" / "postgresql.auto.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())


def promote(folder: Path) -> None:
    _run(folder, "pg_ctl", "promote", "-w")


def create(url: str, name: str, template: str = "template1") -> str:
    """Returns the URL of a new database, a copy of another."""
    _execute(url, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
    return url.replace("/postgres?", f"/{name}?")


@contextmanager
def database(url: str, template: str = "template1") -> Iterator[str]:
    """Yields the same, of a name that no other has, and gone after the block."""
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

"""The copy that makes a backup one: a copy on another machine, and a trial that it can be restored."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from django.conf import settings
from django.db import ProgrammingError, connection

from hub.audit.services import record
from hub.core.sealing import keys_path
from hub.operations.backup import BackupError

COPY, TRIAL = "copy backup", "try backup"  # in the audit log
_ROOT = Path(__file__).resolve().parents[2]
_HOURS = 6 * 3600.0  # seconds that a copy or a trial may take
_ALONE = {"HUB_WITNESS_FILE": "", "HUB_WITNESS_SYSLOG": ""}  # a trial is no entry of the real hub's
_STEPS = (("restore",), ("check",), ("audit", "verify"))


def copy_backup(file: Path) -> None:
    """Runs HUB_BACKUP_COPY, without a shell, with `{file}` for the backup. Raises BackupError."""
    words = shlex.split(settings.HUB_BACKUP_COPY)
    if not any("{file}" in word for word in words):
        raise BackupError("HUB_BACKUP_COPY must hold a command with {file}; the backup is on this machine alone")
    try:
        _run([word.replace("{file}", str(file)) for word in words], dict(os.environ), words[0])
    except BackupError:
        record(None, COPY, "database", {"passed": False})
        raise
    record(None, COPY, "database", {"passed": True})


def try_backup(file: Path) -> None:
    """Restores a backup into a scratch database, checks it there, and drops it. Raises BackupError."""
    try:
        with tempfile.TemporaryDirectory(prefix="hub-trial-") as name, _scratch(Path(name)) as url:
            environment = _environment(Path(name), url)
            for step in _STEPS:
                arguments = [*step, str(file.absolute())] if step == ("restore",) else [*step]
                _run([sys.executable, "-m", "hub", *arguments], environment, " ".join(step))
    except BackupError:
        record(None, TRIAL, "database", {"passed": False})
        raise
    record(None, TRIAL, "database", {"passed": True})


def _environment(folder: Path, url: str) -> dict[str, str]:
    """Returns the environment of a hub on the scratch database: what it keeps beside its keys goes into the folder
    too."""
    keys = Path(shutil.copy(keys_path(), folder))  # a folder of mode 0700, for the length of the trial
    own = {"HUB_KEYS": str(keys), "HUB_ANCHOR": str(folder / "hub.trail"), "HUB_FILES": str(folder / "files")}
    return {**os.environ, "DATABASE_URL": url, **own, **_ALONE}


@contextmanager
def _scratch(folder: Path) -> Iterator[str]:
    """Yields the URL of an empty database that is gone after the block. Raises BackupError."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'hub.sqlite3'}"
        return
    name = f"hub_trial_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {name}")
        except ProgrammingError as error:
            raise BackupError(f"no scratch database ({type(error).__name__}); ALTER ROLE the hub's CREATEDB") from error
        try:
            here = urlsplit(os.environ["DATABASE_URL"])
            yield urlunsplit((here.scheme, here.netloc, f"/{name}", here.query, ""))
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _run(command: list[str], environment: dict[str, str], name: str) -> None:
    try:
        done = subprocess.run(
            command, cwd=_ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=_HOURS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BackupError(f"{name}: {type(error).__name__}") from error
    if done.returncode:
        last_line = (done.stderr or done.stdout).strip().rpartition("\n")[2]
        raise BackupError(f"{name} ended with {done.returncode}: {last_line}")

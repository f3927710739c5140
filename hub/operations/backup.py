"""Backups: one file, a tar of the database as it was at one moment and a manifest under a keyed hash.

It holds no key: without the key file, which is to be kept elsewhere, or the code of its sealed copy, the personal data
in it cannot be read.
SQLite is copied by its own backup interface, PostgreSQL by pg_dump; both while the hub works.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import Hash
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from contract.release import get_version
from hub.audit.services import record
from hub.audit.witness import RESTORE
from hub.core.key_recovery import MEMBER
from hub.core.keys import HASHES, Suite
from hub.core.sealing import keys, trail_hash
from hub.kiosks import epochs
from hub.operations.backup_files import add_content, list_content, restore_content
from hub.operations.schema import Migration, compare

_CONNINFO = (
    "host", "port", "target_session_attrs", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey",
)  # fmt: skip
_DATABASE, _MANIFEST = "database", "manifest.json"
_ABOUT = ("made_at", "engine", "sha256", "sm3", "keys", "release")  # earlier backups do not name the release
_DIGESTS = {Suite.AES: "sha256", Suite.SM: "sm3"}  # one of the two
_EMPTY = (Path(__file__).parent / "empty_schema.sql").read_text()


class BackupError(Exception):
    """No backup was made, or nothing was restored."""


def backup(path: Path, now: datetime) -> Path:
    """Writes a backup to a file that is not there yet, or under its own name into a folder. Raises BackupError."""
    target = path / f"hub-{now:%Y%m%d-%H%M%S}.tar" if path.is_dir() else path
    if target.exists():
        raise BackupError(f"{target}: is there already")
    mark = epochs.begin_mark(now)
    try:
        with _folder(target.parent) as folder:
            _dump(folder / _DATABASE)
            files = list_content()  # all that the dump has, and perhaps more
            (folder / _MANIFEST).write_text(json.dumps(_manifest(folder / _DATABASE, now)))
            _pack(folder, target, files)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{target}: {error}") from error
    epochs.record_safe(mark)
    record(None, "back up", "database", {"bytes": target.stat().st_size})
    return target


def restore(path: Path, over: bool, migrate: bool = False) -> str:
    """Puts a backup in the place of the database, whole or not at all; returns when it was made. An epoch begins:
    kiosks send again what they hold. The schema is that of this release, or `migrate` is asked for. Raises
    BackupError."""
    if not over and connection.introspection.table_names():
        raise BackupError("there is a database already; to put the backup in its place: restore --over PATH")
    try:
        with _folder(Path(tempfile.gettempdir())) as folder:
            manifest = _unpack(path, folder)
            _check_schema(path, _list_applied(folder / _DATABASE), manifest, migrate)
            with tarfile.open(path, "r:") as tar:
                restore_content(tar)  # before any row of it
            _load(folder / _DATABASE)
    except (OSError, sqlite3.Error, tarfile.TarError, ValueError, KeyError) as error:
        raise BackupError(f"{path}: not a backup that can be read ({type(error).__name__})") from error
    if migrate:
        call_command("migrate", verbosity=0, interactive=False)
    epochs.begin(datetime.fromisoformat(manifest["made_at"]), timezone.now())
    record(None, RESTORE, "database", {"made_at": manifest["made_at"]})
    return str(manifest["made_at"])


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=beside, prefix=".hub-backup-") as name:  # made with mode 0700
        yield Path(name)


def _manifest(database: Path, now: datetime) -> dict[str, Any]:
    suite = settings.HUB_CRYPTO
    about = {"made_at": now.isoformat(), "engine": connection.vendor, "keys": sorted(keys().sealing)}
    about |= {_DIGESTS[suite]: _digest(database, suite), "release": get_version()}
    return {**about, "seal": _seal(about, suite)}


def _digest(path: Path, suite: Suite) -> str:
    digest = Hash(HASHES[suite]())
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.finalize().hex()


def _seal(about: dict[str, Any], suite: Suite) -> str:
    return trail_hash(json.dumps(["backup", about], sort_keys=True), suite)


def _pack(folder: Path, target: Path, files: list[str]) -> None:
    """Writes the file whole or not at all, readable by its owner alone."""
    packed = folder / "packed"
    with tarfile.open(packed, "w") as tar:
        for name in (_MANIFEST, _DATABASE):
            tar.add(folder / name, name, filter=_nameless)
        add_content(tar, files)
        if settings.HUB_RECOVERY and settings.HUB_RECOVERY.exists():
            tar.add(settings.HUB_RECOVERY, MEMBER, filter=_nameless)
    packed.chmod(0o600)
    with packed.open("rb") as file:
        os.fsync(file.fileno())
    packed.rename(target)


def _nameless(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    with tarfile.open(path, "r:") as tar:
        for name in (_MANIFEST, _DATABASE):
            member = tar.extractfile(name)
            if member is None:
                raise ValueError(name)
            with (folder / name).open("wb") as file:
                shutil.copyfileobj(member, file)
    manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text())
    about = {name: manifest[name] for name in _ABOUT if name in manifest}
    suite = Suite.SM if _DIGESTS[Suite.SM] in about else Suite.AES
    whole = _digest(folder / _DATABASE, suite) == about[_DIGESTS[suite]]
    if not whole or manifest["seal"] != _seal(about, suite):
        raise BackupError(f"{path}: was changed since it was made, or made with other keys")
    if about["engine"] != connection.vendor:
        raise BackupError(f"{path}: of a {about['engine']} database, and this one is {connection.vendor}")
    if not set(about["keys"]) <= set(keys().sealing):
        raise BackupError(f"{path}: sealed with keys that were retired since; restore the key file of that time first")
    return manifest


def read_manifest(path: Path) -> dict[str, Any]:
    """Returns what a backup says of itself, checked against its content. Raises BackupError."""
    try:
        with _folder(Path(tempfile.gettempdir())) as folder:
            return _unpack(path, folder)
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise BackupError(f"{path}: not a backup that can be read ({type(error).__name__})") from error


def _check_schema(path: Path, applied: set[Migration], manifest: dict[str, Any], migrate: bool) -> None:
    lacking, unknown = compare(applied)
    maker = manifest.get("release", "an earlier one")
    if unknown:
        raise BackupError(
            f"{path}: of a newer release ({maker}); this one is {get_version()}: restore it with that one"
        )
    if lacking and not migrate:
        raise BackupError(
            f"{path}: of another release ({maker}); this one, {get_version()}, has {len(lacking)} more migrations; "
            "restore it with that one, or with --migrate"
        )


def _list_applied(database: Path) -> set[Migration]:
    """Returns the migrations that the database in a backup has had."""
    if _on_sqlite():
        with closing(_sqlite(database)) as source:
            return set(source.execute("SELECT app, name FROM django_migrations"))
    lines = database.with_suffix(".migrations")
    with lines.open("wb") as file:
        _run(["pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(database)], file)
    rows = [line.split("\t") for line in lines.read_text().splitlines()]
    return {(row[1], row[2]) for row in rows if len(row) == 4}


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _dump(to: Path) -> None:
    if _on_sqlite():
        with closing(_sqlite(connection.settings_dict["NAME"])) as source, closing(_sqlite(to)) as copy:
            source.backup(copy)
    else:
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", *_where()])


def _load(database: Path) -> None:
    if _on_sqlite():
        connection.close()
        with closing(_sqlite(database)) as source, closing(_sqlite(connection.settings_dict["NAME"])) as target:
            if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError("the database in the backup is damaged")
            source.backup(target)
    else:
        script = database.with_suffix(".sql")
        script.write_text(_EMPTY)
        with script.open("ab") as file:
            _run(["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(database)], file)
        where = _where()
        connection.close()
        _run(
            [
                "psql",
                "--quiet",
                "--no-psqlrc",
                "--single-transaction",
                "-v",
                "ON_ERROR_STOP=1",
                f"--file={script}",
                *where,
            ]
        )


def _sqlite(path: str | Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=60)


def _where() -> list[str]:
    """Returns the database for a program of PostgreSQL's, without the password. The driver may know more options than
    it."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    connection.ensure_connection()
    parameters = conninfo_to_dict(connection.connection.info.dsn)
    return [f"--dbname={make_conninfo(**{name: str(parameters[name]) for name in _CONNINFO if name in parameters})}"]


def _run(command: list[str], output: Any = subprocess.DEVNULL) -> None:
    password = {} if _on_sqlite() else {"PGPASSWORD": connection.settings_dict["PASSWORD"] or ""}
    environment = {**os.environ, **{name: value for name, value in password.items() if value}}
    try:
        done = subprocess.run(command, env=environment, stdout=output, stderr=subprocess.PIPE, text=True, check=False)
    except FileNotFoundError:
        raise BackupError(f"{command[0]} is missing; it is in Debian's postgresql-client") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise BackupError(f"{command[0]}: {next((line for line in lines if 'ERROR' in line), ' '.join(lines[-1:]))}")

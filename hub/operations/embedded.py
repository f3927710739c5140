"""The hub as a kiosk's child: it readies itself, and ends when the kiosk is gone."""

import hashlib
import os
import secrets
import signal
import threading
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection

from hub.catalogue.models import StarterRow
from hub.catalogue.seeding import seed
from hub.kiosks import services as kiosks
from hub.kiosks.tokens import kiosk_of, token_hash

_HERE = Path(__file__).parents[1]
_PREPARED = "prepared"


def prepare(kiosk: str, token_file: Path) -> None:
    """Brings the database up to date and leaves the kiosk's token in a file that its owner alone can read.

    Costs a query or two where nothing has changed since the last time. Raises OSError where the file cannot be written.
    """
    stamp = _stamp()
    if _last_stamp() != stamp:
        from hub.catalogue.starter import starter_catalogue
        from hub.channels.starter import seed_directory

        call_command("migrate", verbosity=0, interactive=False)
        seed(starter_catalogue())
        seed_directory()
        StarterRow.objects.update_or_create(kind=_PREPARED, code="", defaults={"digest": stamp})
    enrolled = kiosk_of(token_hash(_read(token_file)))
    if enrolled is None or enrolled.name != kiosk:
        _write(token_file, _new_token(kiosk))
    connection.close()  # the server's processes open their own


def end_with_parent() -> None:
    """Ends this process when the parent is gone. Standard input is a pipe whose other end the parent holds: it closes
    then, even after a crash."""
    threading.Thread(target=_watch_parent, name="end with parent", daemon=True).start()


def _watch_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _stamp() -> str:
    """Returns a digest of all that the database is made from: the migrations, the starter catalogue and directory."""
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "catalogue/*.py", "catalogue/starter/**/*.*", "channels/starter.py"):
        for path in sorted(path for path in _HERE.glob(pattern) if path.suffix in (".py", ".toml")):
            digest.update(f"{path.relative_to(_HERE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _last_stamp() -> str:
    try:
        return StarterRow.objects.filter(kind=_PREPARED).values_list("digest", flat=True).first() or ""
    except DatabaseError:  # there are no tables yet
        return ""


def _new_token(kiosk: str) -> str:
    try:
        return kiosks.add(kiosk)
    except kiosks.KioskExists:
        return kiosks.renew(kiosk)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _write(path: Path, token: str) -> None:
    """Writes the file whole or not at all."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)

"""The sealed content of files, in a backup beside the database. Each is sealed whole under a key in its row, so that
one that was changed does not open."""

import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from hub.files.models import StoredFile
from hub.files.storage import get_storage, read_object, write_object

FOLDER = "files"


class ContentMissing(OSError):
    """A row's content is not in the storage."""


def list_content() -> list[str]:
    """Returns the names of all there is, at this moment."""
    return [file.object_name for file in StoredFile.objects.only("pk").iterator()]


def add_content(tar: tarfile.TarFile, names: list[str]) -> None:
    """Adds the content to a backup. Raises ContentMissing where a row's content is not there, and the row still is."""
    for name in names:
        try:
            content = read_object(name)
        except FileNotFoundError:
            if StoredFile.objects.filter(pk=Path(name).name).exists():
                raise ContentMissing(f"the content of a file is missing: {name}") from None
            continue
        member = tarfile.TarInfo(f"{FOLDER}/{name}")
        member.size, member.mode = len(content), 0o600
        tar.addfile(member, BytesIO(content))


def restore_content(tar: tarfile.TarFile) -> int:
    """Puts back what is not in the storage; returns how many there were in the backup."""
    storage, count = get_storage(), 0
    for member, name in _members(tar):
        count += 1
        if not storage.exists(name):
            file = tar.extractfile(member)
            write_object(name, file.read() if file else b"")
    return count


def _members(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, str]]:
    """Yields the members with content. Raises django's SuspiciousFileOperation for a name that leads out of the
    storage."""
    for member in tar.getmembers():
        if member.isfile() and member.name.startswith(f"{FOLDER}/"):
            yield member, member.name.removeprefix(f"{FOLDER}/")

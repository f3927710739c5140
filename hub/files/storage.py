"""The storage of sealed content: Django's storage interface over a folder, HUB_FILES."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from hub.core.sealing import keys_path


class DurableStorage(FileSystemStorage):
    """Files that their owner alone can read; each is whole on the disk under its name, or is not there."""

    def _save(self, name: str, content: IO[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(content.read())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        return name


def get_storage() -> DurableStorage:
    """Returns the one in HUB_FILES, or beside the keys."""
    return DurableStorage(location=settings.HUB_FILES or keys_path().parent / "files")


def write_object(name: str, content: bytes) -> None:
    get_storage().save(name, ContentFile(content))


def read_object(name: str) -> bytes:
    """Returns the object's bytes. Raises OSError."""
    with get_storage().open(name) as file:
        content: bytes = file.read()
    return content


def delete_objects(names: Iterator[str]) -> None:
    storage = get_storage()
    for name in names:
        storage.delete(name)

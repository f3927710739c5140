"""The storage of sealed content: Django's storage interface over HUB_FILES, a folder or a bucket."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from contract.text import text
from hub.core.environment_values import is_bucket
from hub.core.problems import RequestRefused
from hub.core.sealing import keys_path

_log = logging.getLogger(__name__)


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


def get_storage() -> Storage:
    """Returns the one of HUB_FILES, or a folder beside the keys."""
    where = str(settings.HUB_FILES or keys_path().parent / "files")
    if is_bucket(where):
        from hub.files.bucket import bucket_storage  # its library takes longer to load than all else of a request

        return bucket_storage(where)
    return DurableStorage(location=where)


@contextmanager
def refuse_while_away() -> Iterator[None]:
    """Raises Refused (503) where the block finds the storage away or full."""
    try:
        yield
    except OSError as error:
        _log.error("files: %s", type(error).__name__)
        raise RequestRefused(
            503, text("Files cannot be kept or read just now. Please try again later."), for_good=False
        ) from error


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


def check_storage() -> None:
    """Writes, reads and deletes an object. Raises OSError where that does not do."""
    name = f"check/{uuid4()}"
    write_object(name, b"check")
    if read_object(name) != b"check":
        raise OSError("what was written is not what is read")
    delete_objects(iter([name]))

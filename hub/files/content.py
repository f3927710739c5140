"""Sealed content: kept once, however often it comes, and read whole or not at all."""

import hashlib
from datetime import datetime

from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, transaction

from hub.core.content_seal import make_content_key, open_content, seal_content
from hub.core.sealing import ChangedPastHub, fingerprints
from hub.files.models import StoredFile
from hub.files.storage import delete_objects, read_object, write_object

_PURPOSE = "file"


def keep_content(content: bytes, now: datetime) -> StoredFile:
    """Stores the content and returns its file, which is on the disk by then. Raises OSError."""
    hashes = fingerprints(hashlib.sha256(content).hexdigest(), _PURPOSE)
    existing = StoredFile.objects.filter(hash__in=hashes).first()
    if existing is not None:
        return existing
    file = StoredFile(hash=hashes[0], key=make_content_key(), size=len(content), made_at=now)
    write_object(file.object_name, seal_content(content, file.key, str(file.pk)))
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:  # the same content, at the same time
        delete_objects(iter([file.object_name]))
        return StoredFile.objects.get(hash__in=hashes)
    return file


def read_content(file: StoredFile) -> bytes:
    """Returns the content. Raises ChangedPastHub, OSError."""
    try:
        return open_content(read_object(file.object_name), file.key, str(file.pk))
    except (InvalidTag, ValueError) as error:
        raise ChangedPastHub("files_storedfile", "content", str(file.pk)) from error

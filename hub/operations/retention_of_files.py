"""Papers and their files that are kept no longer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hub.files.models import PaperCheck, PartialUpload, StoredFile, UploadSession
from hub.files.storage import delete_objects
from hub.operations.retention_periods import PROOF, SOON, UNUSED


def list_unfollowed_uploads(now: datetime) -> "QuerySet[Any]":
    """Returns papers that no application followed; one may wait in a kiosk's outbox for long."""
    return UploadSession.objects.filter(case=None, opened_at__lt=now - UNUSED)


def list_paper_checks(now: datetime) -> "QuerySet[Any]":
    return PaperCheck.objects.filter(checked_at__lt=now - PROOF)


def list_old_parts(now: datetime) -> "QuerySet[Any]":
    return PartialUpload.objects.filter(begun_at__lt=now - SOON)


def delete_parts(parts: "QuerySet[Any]") -> None:
    names = [name for part in parts for name in part.object_names()]
    parts.delete()
    transaction.on_commit(lambda: delete_objects(iter(names)), robust=True)


def list_unused_files(now: datetime) -> "QuerySet[Any]":
    """Returns content that no paper has any more."""
    return StoredFile.objects.filter(pages=None, made_at__lt=now - SOON)


def delete_files(files: "QuerySet[Any]") -> None:
    """Deletes the files. Content cannot be read without its row, even where a copy of it is left."""
    names = [file.object_name for file in files]
    files.delete()
    transaction.on_commit(lambda: delete_objects(iter(names)), robust=True)

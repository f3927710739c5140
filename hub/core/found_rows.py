"""A row that was found by a keyed hash is of the number that was looked for: a hash that was written into another row
is noticed."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models

from hub.core.sealing import ChangedPastHub, FingerprintField, fingerprints

Row = TypeVar("Row", bound=models.Model)


def check_found(row: Row) -> Row:
    """Returns the row itself. Raises ChangedPastHub where one of its hashes is not that of its own sealed value."""
    for field in row._meta.local_fields:
        if isinstance(field, FingerprintField) and (stored := getattr(row, field.attname)):
            ways = {field.hashed_text(row), getattr(row, field.of) or ""}  # a rotation once hashed what was typed
            if not any(stored in fingerprints(way, field.purpose) for way in ways):
                raise ChangedPastHub(row._meta.db_table, field.attname, str(row.pk))
    return row


def list_found(rows: Iterable[Row]) -> list[Row]:
    """Returns the rows. Raises ChangedPastHub."""
    return [check_found(row) for row in rows]

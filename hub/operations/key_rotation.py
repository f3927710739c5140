"""New keys for all that is kept, while the hub goes on working.

The new keys are in use from the moment they are in the file; then every row is sealed again. Interrupted, it can go on.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import ExpressionWrapper, F

from hub.core.keys import Suite, add_keys, retire_keys
from hub.core.sealing import FingerprintField, SealedField, fingerprint, keys

_ROWS = 200  # in a transaction
_RAW = "sealed_"


class StillInUse(Exception):
    """There are rows that could not be brought under the new keys."""


def rotate(path: Path, suite: Suite) -> int:
    """New keys in the file, for these algorithms, and every row brought under them; returns how many rows were.

    Raises KeysError, StillInUse.
    """
    add_keys(path, suite)
    return bring_up_to_date()


def retire(path: Path) -> int:
    """Every row brought under the newest keys, then the old sealing keys forgotten, if indeed no row needs them: a
    process that had them in hand may have written one meanwhile. Raises KeysError, StillInUse.
    """
    changed = bring_up_to_date()
    left = rows_under_old_keys()
    if left:
        raise StillInUse(f"{left} rows rest under old keys")
    retire_keys(path)
    return changed


def bring_up_to_date() -> int:
    """Seal again what rests under old keys; returns how many rows were. Raises StillInUse."""
    return sum(_model(model, sealed) for model, sealed in _sealed_models())


def rows_under_old_keys() -> int:
    """Returns how many rows there still are. Reads every sealed row."""
    return sum(
        not _is_current(row, sealed)
        for model, sealed in _sealed_models()
        for row in _raw(model, sealed).values(*(_RAW + field.name for field in sealed)).iterator(_ROWS)
    )


def _sealed_models() -> Iterator[tuple[type[models.Model], list[SealedField]]]:
    for model in apps.get_models():
        sealed = [field for field in model._meta.local_fields if isinstance(field, SealedField)]
        if sealed:
            yield model, sealed


def _raw(model: type[models.Model], sealed: list[SealedField]) -> models.QuerySet[Any]:
    raw = {_RAW + field.name: ExpressionWrapper(F(field.name), models.BinaryField()) for field in sealed}
    rows: models.QuerySet[Any] = model._default_manager.annotate(**raw).order_by("pk")
    return rows


def _is_current(row: dict[str, Any], sealed: list[SealedField]) -> bool:
    newest = max(keys().sealing)
    return all(cell is None or bytes(cell)[0] == newest for cell in (row[_RAW + field.name] for field in sealed))


def _model(model: type[models.Model], sealed: list[SealedField]) -> int:
    changed, last = 0, None
    while True:
        rows = _raw(model, sealed) if last is None else _raw(model, sealed).filter(pk__gt=last)
        with transaction.atomic():
            batch = list(rows.select_for_update()[:_ROWS].values())
            changed += sum(_row(model, sealed, row) for row in batch)
        if len(batch) < _ROWS:
            return changed
        last = batch[-1][model._meta.pk.attname]


def _row(model: type[models.Model], sealed: list[SealedField], row: dict[str, Any]) -> bool:
    values = {} if _is_current(row, sealed) else {field.attname: row[field.attname] for field in sealed}
    for field in model._meta.local_fields:
        if isinstance(field, FingerprintField) and row[field.attname]:
            wanted = fingerprint(row[field.of], field.purpose)
            values |= {field.attname: wanted} if row[field.attname] != wanted else {}
    try:
        with transaction.atomic():
            return bool(values) and bool(model._default_manager.filter(pk=row[model._meta.pk.attname]).update(**values))
    except IntegrityError:
        place = f"{model._meta.db_table} {row[model._meta.pk.attname]}"
        raise StillInUse(f"two rows are of one number: {place}") from None

"""New keys for all that is kept, while the hub goes on working.

The new keys are in use from the moment they are in the file; then every row is sealed again. Interrupted, it can go on.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import IntegrityError, models, transaction

from hub.core.keys import Suite, add_keys, refuse_unbound, retire_keys
from hub.core.sealing import ChangedPastHub, FingerprintField, SealedField, SealedValue, fingerprint, keys_path

_ROWS = 200  # in a transaction
_TOLD = 20  # rows named in a refusal


class StillInUse(Exception):
    """There are rows that could not be brought under the new keys."""


def rotate(path: Path, suite: Suite) -> int:
    """Writes new keys to the file, for these algorithms, and seals every row with them; returns how many rows.

    Raises KeysError, StillInUse.
    """
    add_keys(path, suite)
    return bring_up_to_date()


def retire(path: Path) -> int:
    """Seals every row with the newest keys, then deletes the old sealing keys if no row needs them: a
    process that had them in hand may have written one meanwhile. Raises KeysError, StillInUse.
    """
    changed = bring_up_to_date()
    left = rows_under_old_keys()
    if left:
        raise StillInUse(f"{left} rows rest under old keys")
    retire_keys(path)
    return changed


def bring_up_to_date() -> int:
    """Seals again what rests under old keys, or is not bound to its row; returns how many rows were. From then on
    nothing opens that is not bound. Raises KeysError, StillInUse.
    """
    broken: list[str] = []
    changed = sum(_model(model, sealed, broken) for model, sealed in _sealed_models())
    if broken:
        raise StillInUse(f"{len(broken)} rows cannot be sealed again: {'; '.join(broken[:_TOLD])}")
    refuse_unbound(keys_path())
    return changed


def rows_under_old_keys() -> int:
    """Returns how many rows there still are, those not bound to their row among them. Reads every sealed row."""
    return sum(
        not _is_current(row, sealed)
        for model, sealed in _sealed_models()
        for row in model._default_manager.only("pk", *(field.name for field in sealed)).iterator(_ROWS)
    )


def _sealed_models() -> Iterator[tuple[type[models.Model], list[SealedField]]]:
    for model in apps.get_models():
        sealed = [field for field in model._meta.local_fields if isinstance(field, SealedField)]
        if sealed:
            yield model, sealed


def _is_current(row: models.Model, sealed: list[SealedField]) -> bool:
    cells = (vars(row)[field.attname] for field in sealed)
    return all(cell.current for cell in cells if isinstance(cell, SealedValue))


def _model(model: type[models.Model], sealed: list[SealedField], broken: list[str]) -> int:
    rows = model._default_manager.order_by("pk")
    changed, page = 0, rows
    while True:
        with transaction.atomic():
            batch = list(page.select_for_update()[:_ROWS])
            changed += sum(_reseal_row(row, sealed, broken) for row in batch)
        if len(batch) < _ROWS:
            return changed
        page = rows.filter(pk__gt=batch[-1].pk)


def _reseal_row(row: models.Model, sealed: list[SealedField], broken: list[str]) -> bool:
    """Seals a row again; returns whether it had to be changed."""
    place = f"{row._meta.db_table} {row.pk}"
    try:
        columns = [] if _is_current(row, sealed) else [field.attname for field in sealed]
        for name in columns:
            getattr(row, name)  # opens it, so that it is sealed again
        columns += _renew_fingerprints(row)
        with transaction.atomic():
            if columns:
                row.save(update_fields=columns)
    except ChangedPastHub:
        broken.append(f"{place} was changed past the hub")
    except IntegrityError:
        broken.append(f"two rows are of one number: {place}")
    else:
        return bool(columns)
    return False


def _renew_fingerprints(row: models.Model) -> list[str]:
    """Returns the columns that have another value now."""
    renewed = []
    for field in row._meta.local_fields:
        if isinstance(field, FingerprintField) and getattr(row, field.attname):
            current = fingerprint(field.hashed_text(row), field.purpose)
            if getattr(row, field.attname) != current:
                setattr(row, field.attname, current)
                renewed.append(field.attname)
    return renewed

"""Rows that confer rights carry a keyed seal over what they say: one that was written past the hub is refused."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import m2m_changed
from django.utils.translation import gettext_lazy as _

from hub.core.keys import Suite
from hub.core.sealing import ChangedPastHub, keys, trail_hash

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)

SEAL = "seal"
_HELD = "_seal_held"
_ROWS = 1000  # in memory at once


def seal_of(table: str, key: object, content: Sequence[object], suite: Suite | None = None) -> str:
    """Returns 64 hexadecimal digits, under a key that stays."""
    words = [table, str(key), *map(_plain, content)]
    return trail_hash(json.dumps(["row", *words], ensure_ascii=False), suite or keys().suite)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict):  # PostgreSQL keeps no order of keys
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value if isinstance(value, bool | int | str | list | None) else str(value)


class SealedRowQuerySet(models.QuerySet[Row_co]):
    def update(self, **values: Any) -> int:
        """Updates what a seal covers row by row, so that none is forgotten. Raises ChangedPastHub."""
        model: Any = self.model  # a SealedRow, which has this for its manager
        if not model.covers(values):
            return super().update(**values)
        with transaction.atomic():
            rows: list[Any] = list(self.select_for_update(of=("self",)))
            for row in rows:
                row.check_seal()
                for name, value in values.items():
                    is_key = value is not None and not isinstance(value, models.Model)
                    setattr(row, model._meta.get_field(name).attname if is_key else name, value)
                row.save(update_fields=list(values))
        return len(rows)


class RowSeal(models.CharField):  # type: ignore[type-arg]
    """Made whenever it is written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"verbose_name": _("seal"), "max_length": 64, "editable": False, "default": "", **options})

    def pre_save(self, model_instance: Any, add: bool) -> str:
        model_instance.seal = model_instance.build_seal()
        return str(model_instance.seal)


class SealedRow(models.Model):
    """`sealed_columns` are those that the seal covers, of those that the model has. Its key is a RowId or its own.

    `guards_content`: no sealed value of a row opens whose seal does not hold. `watched`: its rows' seals are looked at
    without being used, too.
    """

    sealed_columns: ClassVar[tuple[str, ...]]
    guards_content: ClassVar[bool] = False
    watched: ClassVar[bool] = True
    seal = RowSeal()
    objects: ClassVar[models.Manager[Self]] = SealedRowQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def list_sealed_columns(cls) -> list[str]:
        own = {field.attname for field in cls._meta.concrete_fields}
        return [name for name in cls.sealed_columns if name in own]

    @classmethod
    def covers(cls, names: Any) -> bool:
        return any(name in cls.sealed_columns or f"{name}_id" in cls.sealed_columns for name in names)

    @classmethod
    def list_watched(cls) -> "models.QuerySet[Any]":
        """Returns the rows whose seals are looked at without being used: all, unless most confer nothing any more, or
        each is looked at where it is used."""
        return cls._default_manager.all() if cls.watched else cls._default_manager.none()

    def sealed_content(self) -> list[object]:
        return [getattr(self, name) for name in self.list_sealed_columns()]

    def build_seal(self, suite: Suite | None = None) -> str:
        return seal_of(self._meta.db_table, self.pk, self.sealed_content(), suite)

    def check_seal(self) -> Self:
        """Returns the row itself. Raises ChangedPastHub."""
        if not any(compare_digest(self.seal, self.build_seal(suite)) for suite in Suite):
            raise ChangedPastHub(self._meta.db_table, SEAL, str(self.pk))
        vars(self)[_HELD] = True
        return self

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        vars(self).pop(_HELD, None)
        super().refresh_from_db(*args, **options)

    def check_before_opening(self) -> None:
        """Checks the seal of a row that guards its content, once. Raises ChangedPastHub."""
        if self.guards_content and _HELD not in vars(self):
            vars(self)[_HELD] = True
            try:
                self.check_seal()
            except ChangedPastHub:
                vars(self).pop(_HELD, None)
                raise

    def is_sealed(self) -> bool:
        try:
            self.check_seal()
        except ChangedPastHub:
            return False
        return True

    def save(self, *args: Any, **options: Any) -> None:
        """Saves the row with its seal. Raises ChangedPastHub where the row that is there was written past the hub: it
        gets no seal by being saved again. One that was checked since it was read is not read again for that."""
        names = options.get("update_fields")
        if names is None or self.covers(names):
            if not (self._state.adding or options.get("force_insert") or self._was_checked()):
                type(self)._default_manager.get(pk=self.pk).check_seal()
            if names is not None:
                options["update_fields"] = {*names, SEAL}
        super().save(*args, **options)

    def _was_checked(self) -> bool:
        """Returns whether what its seal covers was found to hold. Not where the seal covers rows of other tables: they
        are read when it is made."""
        return _HELD in vars(self) and type(self).sealed_content is SealedRow.sealed_content

    def accept(self) -> None:
        """Seals the row as it stands, no matter who wrote it."""
        type(self)._default_manager.filter(pk=self.pk).update(seal=self.build_seal())


def list_sealed_models() -> Iterator[type[SealedRow]]:
    for model in apps.get_models():
        if issubclass(model, SealedRow):
            yield model


def list_broken() -> list[ChangedPastHub]:
    """Returns the rows that were written past the hub. Reads all that are watched."""
    rows = (row for model in list_sealed_models() for row in model.list_watched().iterator(_ROWS))
    return [ChangedPastHub(row._meta.db_table, SEAL, str(row.pk)) for row in rows if not row.is_sealed()]


def seal_members(model: type[SealedRow], through: Any) -> None:
    """Checks a row's seal before its rows of `through` change, and seals it again afterwards: what was written past the
    hub gets no seal so. For a seal that covers those too; such a change raises ChangedPastHub."""

    def seal_again(instance: Any, action: str, **about: Any) -> None:
        row = model._default_manager.get(pk=instance.pk)
        if action.startswith("pre_"):
            row.check_seal()
        else:
            row.accept()

    m2m_changed.connect(seal_again, sender=through, weak=False)


def seal_rows(app: str, model: str, columns: Sequence[str]) -> Any:
    """Seals the rows that are there, for migrations."""

    def seal(historical: Any, editor: Any) -> None:
        rows = historical.get_model(app, model)
        own = {field.attname for field in rows._meta.concrete_fields}
        names = [name for name in columns if name in own]
        batch = []
        for row in rows._default_manager.only("pk", SEAL, *names).iterator(_ROWS):
            row.seal = seal_of(rows._meta.db_table, row.pk, [getattr(row, name) for name in names])
            batch.append(row)
            if len(batch) == _ROWS:
                rows._default_manager.bulk_update(batch, [SEAL])
                batch.clear()
        rows._default_manager.bulk_update(batch, [SEAL])

    return seal

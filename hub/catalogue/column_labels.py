"""Columns of the catalogue's tables by the labels of their fields, in any language of the hub."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils import translation

from hub.catalogue.models import Area, Department, Item, LifeEvent, Need, Service, Theme
from hub.core.table_files import fold_heading
from hub.core.text_field import TextField
from hub.core.text_input import wording_key
from languages.registry import DEFAULT, LOCALES

MODELS: dict[str, Any] = {
    "areas": Area,
    "departments": Department,
    "themes": Theme,
    "services": Service,
    "items": Item,
    "needs": Need,
    "life_events": LifeEvent,
}


def find_column(table: str, heading: str) -> str | None:
    return _columns_by_label(table).get(fold_heading(heading))


@cache
def _columns_by_label(table: str) -> dict[str, str]:
    """Returns the columns by their folded labels; the first field of a label has it."""
    columns: dict[str, str] = {}
    for label, column in _labels(table):
        columns.setdefault(fold_heading(label), column)
    return columns


def _labels(table: str) -> Iterator[tuple[str, str]]:
    """Yields the labels: `名称` is the wording in the default language, `名称（English）` that in another."""
    meta = MODELS[table]._meta
    for tag in LOCALES:
        with translation.override(tag.lower()):
            for field in (*meta.fields, *meta.many_to_many):
                label = str(field.verbose_name)
                if not isinstance(field, TextField):
                    yield label, field.name
                    continue
                yield label, wording_key(field.name, DEFAULT)
                yield from ((f"{label}({row.name})", wording_key(field.name, other)) for other, row in LOCALES.items())

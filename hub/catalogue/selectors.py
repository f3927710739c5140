"""The catalogue, read in the contract's own words."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from contract import catalogue as c
from contract.text import Text
from hub.catalogue.models import (
    Area,
    Department,
    FormField,
    Item,
    ItemVersion,
    LifeEvent,
    Need,
    Notice,
    Release,
    Service,
    Theme,
)
from hub.catalogue.validation import STRUCTURED, TEXTS


def current_version() -> str:
    """Returns the published catalogue's version; empty before the first."""
    return Release.objects.values_list("version", flat=True).first() or ""


def published(version: str) -> bytes | None:
    """Returns the published catalogue as JSON, if that is its version. Read from the database once per version and
    process."""
    document = _document(version)
    if document is None:
        _document.cache_clear()
    return document


@lru_cache(maxsize=2)
def _document(version: str) -> bytes | None:
    document = Release.objects.filter(version=version).values_list("document", flat=True).first()
    return None if document is None else document.encode()


def item_version(code: str, version: int) -> ItemVersion | None:
    """Returns an item as it was published under that number, still offered or not."""
    return ItemVersion.objects.filter(item__code=code, version=version).first()


def item_name(version: ItemVersion) -> Text:
    """Returns the item's name as that version has it. Versions never change, so each is read once per process."""
    return _item_name(version.pk, version.published_at)


@lru_cache(maxsize=4096)
def _item_name(version: int, published_at: datetime) -> Text:
    name = ItemVersion.objects.filter(pk=version).values_list("content__name", flat=True).get()
    return Text.model_validate(name)


def department_message(row: Department) -> c.Department:
    return c.Department(code=row.code, name=row.name)


def area_message(row: Area) -> c.Area:
    parent = row.parent.code if row.parent else None
    return c.Area(code=row.code, name=row.name, level=c.Level(row.level), parent=parent)


def theme_message(row: Theme) -> c.Theme:
    return c.Theme(code=row.code, name=row.name)


def need_message(row: Need) -> c.Need:
    return c.Need(code=row.code, name=row.name, themes=_codes(row.themes), items=_codes(row.items))


def life_event_message(row: LifeEvent) -> c.LifeEvent:
    return c.LifeEvent(code=row.code, name=row.name, also_called=row.also_called, items=_codes(row.items))


def _codes(rows: Any) -> tuple[str, ...]:
    return tuple(row.code for row in rows.all())


def service_message(row: Service) -> c.Service:
    return c.Service(code=row.code, name=row.name, prefix=row.prefix, zone=row.zone, privacy=c.Privacy(row.privacy))


def notice_message(row: Notice) -> c.Notice:
    return c.Notice(title=row.title, body=row.body, since=row.since, until=row.until)


def item_message(row: Item) -> c.Item:
    """Returns the item as a message. Raises pydantic's ValidationError where a row was changed past the admin's
    checks."""
    data: dict[str, Any] = {name: getattr(row, name) for name in (*STRUCTURED, *TEXTS)}
    data |= {
        name: getattr(row, name)
        for name in ("code", "version", "pinyin", "also_called", "privacy", "elsewhere", "card", "min_age", "max_age")
    }
    data |= {"department": row.department.code, "themes": [theme.code for theme in row.themes.all()]}
    data |= {"form": {"fields": [field_data(field) for field in row.fields.all()]}, **row.more}
    return c.Item.model_validate(data)


def field_data(row: FormField) -> dict[str, Any]:
    return {**row.columns(), **row.more}


def list_privacies(today: date, item: int | None = None) -> dict[int, c.Privacy]:
    """Returns by key the privacy of each item, or of the one, as the version in effect has it."""
    rows = ItemVersion.objects.filter(since__lte=today) if item is None else ItemVersion.objects.filter(item=item)
    columns = rows.filter(since__lte=today).order_by("version")
    privacies = columns.values_list("item", "content__privacy", "content__confidential")
    return {key: _privacy(privacy, flag) for key, privacy, flag in privacies}


def _privacy(privacy: str | None, flag: bool | None) -> c.Privacy:
    """Returns the tier; items published before there were tiers have `confidential` instead."""
    return c.Privacy(privacy or (c.Privacy.CONFIDENTIAL if flag else c.Privacy.PUBLIC))

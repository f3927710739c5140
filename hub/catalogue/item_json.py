"""The JSON of a draft: an item as it is exported, without what is decided elsewhere, and with its conditions as one
choice each (`way=home`)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from contract.field_kinds import get_kind
from contract.fields import FieldKind
from hub.catalogue import rows
from hub.catalogue.item_choices import JOINT
from hub.catalogue.item_parts import all_parts
from hub.catalogue.models import Item, ItemVersion
from hub.catalogue.parts import normalise_parts

Content = dict[str, Any]


def content_of(item: Item) -> Content:
    """Returns the item as it stands. A change that takes effect later is part of it; the day is not."""
    return {**_content(rows.item_row(item).model_dump(mode="json")), "takes_effect": None}


def content_of_version(version: ItemVersion) -> Content:
    return _content({**version.content, "takes_effect": version.since.isoformat()})


def new_content() -> Content:
    return {part.name: part.new() for part in all_parts()}


def _content(data: dict[str, Any]) -> Content:
    fields = [{**field, "only_if": _hangs_on(field.get("only_if"))} for field in data["form"]["fields"]]
    return normalise_parts(all_parts(), {**data, "form": {"fields": fields}})


def _hangs_on(condition: dict[str, str] | None) -> str | None:
    return f"{condition['field']}{JOINT}{condition['value']}" if condition else None


def row_data(content: Content, version: int) -> dict[str, Any]:
    """Returns what an imported item would be, to be held to the contract."""
    fields = [_field_data(field) for field in content["form"]["fields"]]
    grants = content["grants"] if content["grants"]["name"] else None
    return {**content, "version": version, "form": {"fields": fields}, "grants": grants}


def _field_data(field: dict[str, Any]) -> dict[str, Any]:
    """Answers to choose stay in the draft while another type is tried, and are no part of such a field."""
    has_options = field["kind"] in list(FieldKind) and get_kind(FieldKind(field["kind"])).has_options
    key, joint, value = (field["only_if"] or "").partition(JOINT)
    condition = {"field": key, "value": value} if joint else None
    return {**field, "options": field["options"] if has_options else [], "only_if": condition}


def fill_keys(content: Content) -> None:
    """Names the fields and answers that have no key yet."""
    fields = content["form"]["fields"]
    _fill(fields, "key", "q")
    for field in fields:
        _fill(field["options"], "value", "o")


def _fill(named: list[dict[str, Any]], name: str, letter: str) -> None:
    free = _free_names({row[name] for row in named}, letter)
    for row in named:
        row[name] = row[name] or next(free)


def _free_names(used_names: set[str], letter: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"{letter}{number}" not in used_names:
            yield f"{letter}{number}"


def parse_date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None

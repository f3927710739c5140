"""Rows of the catalogue as they are exported and imported: what kiosks are told, and what only the hub needs to know.

A column that a file does not have is left as it is; one that it has and that is empty is emptied. Privacy stays in both
cases as it is, so that nothing becomes public by an omission.
"""

from datetime import date
from typing import Any

from pydantic import Field as Bound

from contract import catalogue as c
from contract.text import Message
from hub.catalogue import selectors
from hub.catalogue.models import Item


class Placed(Message):
    position: int = Bound(default=0, ge=0, lt=2**31)


class AreaRow(c.Area, Placed):
    pass


class DepartmentRow(c.Department, Placed):
    pass


class ThemeRow(c.Theme, Placed):
    pass


class NeedRow(c.Need, Placed):
    pass


class LifeEventRow(c.LifeEvent, Placed):
    pass


class ServiceRow(c.Service, Placed):
    offered: bool = True


class ItemRow(c.Item, Placed):
    offered: bool = True
    takes_effect: date | None = None
    until: date | None = None
    owner: str | None = None  # user name


OWN: dict[str, tuple[str, ...]] = {
    "areas": ("position",),
    "departments": ("position",),
    "themes": ("position",),
    "services": ("position", "offered"),
    "items": ("position", "offered", "takes_effect", "until", "owner"),
    "needs": ("position",),
    "life_events": ("position",),
}


def area_row(row: Any) -> AreaRow:
    return AreaRow(**dict(selectors.area_message(row)), position=row.position)


def department_row(row: Any) -> DepartmentRow:
    return DepartmentRow(**dict(selectors.department_message(row)), position=row.position)


def theme_row(row: Any) -> ThemeRow:
    return ThemeRow(**dict(selectors.theme_message(row)), position=row.position)


def need_row(row: Any) -> NeedRow:
    return NeedRow(**dict(selectors.need_message(row)), position=row.position)


def life_event_row(row: Any) -> LifeEventRow:
    return LifeEventRow(**dict(selectors.life_event_message(row)), position=row.position)


def service_row(row: Any) -> ServiceRow:
    return ServiceRow(**dict(selectors.service_message(row)), position=row.position, offered=row.offered)


def item_row(row: Item) -> ItemRow:
    own = {name: getattr(row, name) for name in OWN["items"] if name != "owner"}
    return ItemRow(**dict(selectors.item_message(row)), **own, owner=row.owner.username if row.owner else None)


def filled_up(table: str, imported: Message, existing: Message | None, position: int) -> Message:
    """Returns the row with what the file leaves open as it is; a new row stands last."""
    own = [name for name in (*OWN[table], "privacy") if name in type(imported).model_fields]
    left_open = [name for name in own if name not in imported.model_fields_set]
    standing = {name: getattr(existing, name) for name in left_open} if existing else {}
    if existing is None and "position" in left_open:
        standing["position"] = position
    return imported.model_copy(update=standing)


def own_columns(table: str, message: Message, owner: int | None) -> dict[str, Any]:
    """Returns what the table keeps of the row besides what kiosks are told."""
    values = {name: getattr(message, name) for name in OWN[table] if name != "owner"}
    return {**values, "owner_id": owner} if table == "items" else values

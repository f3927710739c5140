"""Messages of the contract become rows. Seeding and importing both write through here."""

from string import ascii_uppercase
from typing import Any

from contract import catalogue as c
from contract.forms import Field
from contract.text import Message, Text
from hub.catalogue.models import Area, Department, FormField, Item, LifeEvent, Need, Notice, Service, Theme
from hub.catalogue.validation import FIELD_MORE, ITEM_MORE, STRUCTURED, TEXTS
from hub.core.text_field import wording_lookup
from languages.registry import DEFAULT


def write_area(area: c.Area, position: int) -> None:
    """Writes an area; the area around it must be there."""
    parent = Area.objects.get(code=area.parent) if area.parent else None
    values = {"name": area.name, "level": area.level.value, "parent": parent}
    Area.objects.update_or_create(code=area.code, defaults={**values, "position": position})


def write_named(message: c.Department | c.Theme, position: int) -> None:
    model = Department if isinstance(message, c.Department) else Theme
    values = {"name": message.name, "position": position}
    model.objects.update_or_create(code=message.code, defaults=values)


class UnknownNameError(ValueError):
    """A row names another that there is not."""


def write_need(need: c.Need, position: int) -> None:
    """Writes a need. Raises UnknownNameError."""
    themes, items = _list_named(need, Theme, need.themes), _list_named(need, Item, need.items)
    row, _ = Need.objects.update_or_create(code=need.code, defaults={"name": need.name, "position": position})
    row.themes.set(themes)
    row.items.set(items)


def write_life_event(event: c.LifeEvent, position: int) -> None:
    """Writes an event of life. Raises UnknownNameError."""
    items = _list_named(event, Item, event.items)
    values = {"name": event.name, "also_called": event.also_called, "position": position}
    row, _ = LifeEvent.objects.update_or_create(code=event.code, defaults=values)
    row.items.set(items)


def _list_named(by: c.Need | c.LifeEvent, model: Any, codes: tuple[str, ...]) -> list[Any]:
    rows = list(model.objects.filter(code__in=codes))
    if unknown := set(codes) - {row.code for row in rows}:
        kind = model._meta.model_name
        raise UnknownNameError(f"{type(by).__name__} {by.code}: there is no {kind} {', '.join(sorted(unknown))}")
    return rows


def write_service(service: c.Service, position: int) -> None:
    values = {
        "name": service.name,
        "zone": service.zone,
        "position": position,
        "prefix": _free_prefix(service),
        "privacy": service.privacy.value,
    }
    Service.objects.update_or_create(code=service.code, defaults=values)


def _free_prefix(service: c.Service) -> str:
    """Returns the service's own letter, or the first that no other service has."""
    prefixes = set(Service.objects.exclude(code=service.code).values_list("prefix", flat=True))
    free: list[str] = [letter for letter in (service.prefix, *ascii_uppercase) if letter not in prefixes]
    return free[0]


def write_notice(notice: c.Notice, position: int) -> None:
    """Writes a notice, which is known by its title in the default locale."""
    row = find_notice(notice.title.in_locale(DEFAULT)) or Notice()
    row.title, row.body, row.since, row.until = notice.title, notice.body, notice.since, notice.until
    row.save()


def find_notice(title: str) -> Notice | None:
    return Notice.objects.filter(**{wording_lookup("title"): title}).first()


def write_item(item: c.Item, position: int) -> None:
    """Writes the item with its form. Who owns and who reads it stays as it is."""
    data = item.model_dump(mode="json")
    values: dict[str, Any] = {name: data[name] for name in (*STRUCTURED, *TEXTS)}
    values |= {
        name: data[name] for name in ("pinyin", "also_called", "privacy", "elsewhere", "card", "min_age", "max_age")
    }
    values["more"] = {name: data[name] for name in ITEM_MORE if data[name] != _default(c.Item, name)}
    values |= {"department": Department.objects.get(code=item.department), "position": position}
    row, _ = Item.objects.update_or_create(
        code=item.code, defaults=values, create_defaults={**values, "version": item.version}
    )
    row.themes.set(Theme.objects.filter(code__in=item.themes))
    row.fields.all().delete()
    FormField.objects.bulk_create(_form_field(row, place, field) for place, field in enumerate(item.form.fields))


def _form_field(item: Item, position: int, field: Field) -> FormField:
    data = field.model_dump(mode="json")
    more = {name: data[name] for name in FIELD_MORE if name in data and data[name] != _default(Field, name)}
    return FormField(
        item=item,
        position=position,
        key=field.key,
        label=field.label,
        kind=field.kind.value,
        required=field.required,
        fact=field.fact or "",
        help=field.help or Text(),
        max_length=field.max_length,
        more=more,
    )


def _default(model: type[Message], name: str) -> Any:
    """Returns a field's default as JSON has it."""
    default = model.model_fields[name].get_default()
    return list(default) if isinstance(default, tuple) else default


def comparable(message: Message) -> Message:
    """Returns the message to compare: an item's version and the order of themes and items are no part of what it is."""
    fields = type(message).model_fields
    same: dict[str, Any] = {"version": 0} if "version" in fields else {}
    same |= {name: tuple(sorted(getattr(message, name))) for name in ("themes", "items") if name in fields}
    return message.model_copy(update=same)

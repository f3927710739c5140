"""The starter catalogue's way into the tables. What an administrator has changed or removed stays as it is."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import models, transaction

from contract import catalogue as c
from contract.text import Message
from hub.catalogue import selectors, writing
from hub.catalogue.models import Department, Item, LifeEvent, Need, Notice, Service, StarterRow, Theme
from hub.catalogue.services import publish
from hub.catalogue.validation import check_rules
from languages.registry import DEFAULT, LOCALES


@transaction.atomic
def seed(starter: c.Catalogue) -> str:
    """Puts the starter catalogue in and publishes. Running it again changes nothing; returns the catalogue's
    version. Raises UnknownNameError for a need, an event or a rule that names what there is not."""
    for position, department in enumerate(starter.departments):
        _seed(Department, department.code, department, position, writing.write_named, selectors.department_message)
    for position, theme in enumerate(starter.themes):
        _seed(Theme, theme.code, theme, position, writing.write_named, selectors.theme_message)
    for position, service in enumerate(starter.services):
        _seed(Service, service.code, service, position, writing.write_service, selectors.service_message)
    _check_rules(starter)
    for position, item in enumerate(starter.items):
        _seed(Item, item.code, item, position, writing.write_item, selectors.item_message)
    for position, need in enumerate(starter.needs):
        _seed(Need, need.code, need, position, writing.write_need, selectors.need_message)
    for position, event in enumerate(starter.life_events):
        _seed(LifeEvent, event.code, event, position, writing.write_life_event, selectors.life_event_message)
    for position, notice in enumerate(starter.notices):
        _seed(Notice, notice.title.in_locale(DEFAULT), notice, position, writing.write_notice, selectors.notice_message)
    return publish()


def _check_rules(starter: c.Catalogue) -> None:
    for item in starter.items:
        if mistakes := "; ".join(check_rules(item.entitled)):
            raise writing.UnknownNameError(f"Item {item.code}: entitled: {mistakes}")


def _seed(
    model: type[models.Model],
    code: str,
    message: Message,
    position: int,
    write: Callable[[Any, int], None],
    read: Callable[[Any], Message],
) -> None:
    """Writes a row that is new, or one that still is what an earlier starter catalogue put there."""
    kind = model.__name__.lower()
    seeded = StarterRow.objects.filter(kind=kind, code=code).first()
    row = writing.find_notice(code) if model is Notice else model._default_manager.filter(code=code).first()
    if seeded is None and row is not None:  # an administrator's own
        return
    ours = _digests(message)
    if seeded is not None and (seeded.digest in ours or row is None or seeded.digest not in _digests(read(row))):
        return
    write(message, position)
    StarterRow.objects.update_or_create(kind=kind, code=code, defaults={"digest": ours[0]})


def _digests(message: Message) -> tuple[str, str]:
    """Returns the digest of the content, and of the same with the older names of locales, as earlier hubs have it.

    An item's version, the order of themes and items and fields that stand at their default are no part.
    """
    content = _in_order(writing.comparable(message).model_dump(mode="json", exclude_defaults=True))
    now = earlier = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for tag, locale in LOCALES.items():
        earlier = earlier.replace(f'"{tag}":', f'"{(*locale.aliases, tag)[0]}":')
    return hashlib.sha256(now.encode()).hexdigest(), hashlib.sha256(earlier.encode()).hexdigest()


def _in_order(value: Any) -> Any:
    """Returns the value with the wordings of each text in the starter catalogue's order: PostgreSQL keeps them in
    another."""
    if isinstance(value, list):
        return [_in_order(part) for part in value]
    if not isinstance(value, dict):
        return value
    names = [tag for tag in (DEFAULT, *LOCALES) if tag in value] if value.keys() <= LOCALES.keys() else list(value)
    return {name: _in_order(value[name]) for name in dict.fromkeys(names)}

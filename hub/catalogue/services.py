"""Publishing: the tables become one document, and every changed item a new version with its date of effect."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contract import catalogue as c
from contract.text import Text
from hub.calendar.selectors import provisional_from
from hub.catalogue import selectors
from hub.catalogue.models import (
    Area,
    Department,
    Item,
    ItemVersion,
    LifeEvent,
    Need,
    Notice,
    Release,
    Service,
    Theme,
)
from hub.catalogue.signals import catalogue_published
from hub.core.clock import local_day

MESSENGERS: list[Callable[[], Sequence[str]]] = []  # of higher apps: by which channels residents can be told


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote a version of an item, and who read it before it was published."""

    written_by: User
    reviewed_by: User


@transaction.atomic
def publish(now: datetime | None = None, signatures: Mapping[int, Signature] | None = None) -> str:
    """Publishes the catalogue as it now stands; returns its version, the same for the same content. `signatures`: by
    item, of the versions that come of it."""
    now = now or timezone.now()
    Release.objects.select_for_update().first()  # one at a time
    today = local_day(now)
    rows = Item.objects.select_related("department").prefetch_related("themes", "fields")
    for row in rows:
        _keep_version(row, now, (signatures or {}).get(row.pk))
    version = _release(_catalogue(_items_in_effect(today), today), now)
    catalogue_published.send(Release, today=today)
    return version


def publish_if_day_changed(now: datetime) -> bool:
    """Publishes where the day changed, as versions take effect and notices end at midnight, or where the address of
    residents' pages changed. Returns whether it published."""
    last = Release.objects.values_list("published_at", flat=True).first()
    if last is None or (local_day(last) == local_day(now) and not _is_other_address()):
        return False
    publish(now)
    return True


def _is_other_address() -> bool:
    """Returns whether the published catalogue names another address of residents' pages than the one set now."""
    released = Release.objects.all()
    address = json.dumps(settings.HUB_PAGES, ensure_ascii=False)
    rows = released.exclude(document__contains=f'"pages":{address}') if settings.HUB_PAGES else None
    return (released.filter(document__contains='"pages":"') if rows is None else rows).exists()


def _keep_version(row: Item, now: datetime, signature: Signature | None) -> None:
    """Creates a version where the item differs from its newest: from today on, or from the day it is to take effect."""
    item = selectors.item_message(row)
    last = row.versions.first()
    if last is not None and _without_words(c.Item.model_validate(last.content)) == _without_words(item):
        return
    if last is not None and last.version >= item.version:
        item = item.model_copy(update={"version": last.version + 1})
        Item.objects.filter(pk=row.pk).update(version=item.version)
    since = max(row.takes_effect or date.min, local_day(now))
    row.versions.filter(Q(until=None) | Q(until__gte=since)).update(until=since - timedelta(days=1))
    signed = {"written_by": signature.written_by, "reviewed_by": signature.reviewed_by} if signature else {}
    content = item.model_dump(mode="json")
    row.versions.create(version=item.version, content=content, published_at=now, since=since, **signed)


def _items_in_effect(today: date) -> tuple[c.Item, ...]:
    """Returns, of each item that is offered today, the newest version that has taken effect."""
    current = Q(until=None) | Q(until__gte=today)
    versions = ItemVersion.objects.filter(current, since__lte=today, item__offered=True).exclude(item__until__lt=today)
    newest = {version.item_id: version for version in versions.order_by("version")}
    in_order = Item.objects.filter(pk__in=newest).values_list("pk", "also_called")
    return tuple(
        c.Item.model_validate(newest[pk].content).model_copy(update={"also_called": words}) for pk, words in in_order
    )


def _without_words(item: c.Item) -> c.Item:
    """Returns the item without the words to search by, which are no part of what an item is: they take effect at once,
    and make no new version."""
    return item.model_copy(update={"also_called": Text()})


def _catalogue(items: tuple[c.Item, ...], today: date) -> c.Catalogue:
    codes = {item.code for item in items}
    notices = [row for row in Notice.objects.all() if row.until is None or row.until >= today]
    return c.Catalogue(
        version="",
        themes=tuple(map(selectors.theme_message, Theme.objects.all())),
        departments=tuple(map(selectors.department_message, Department.objects.all())),
        items=items,
        services=tuple(map(selectors.service_message, Service.objects.filter(offered=True))),
        notices=tuple(map(selectors.notice_message, notices)),
        areas=tuple(map(selectors.area_message, Area.objects.select_related("parent"))),
        provisional_from=provisional_from(today),
        needs=tuple(_needs(codes)),
        life_events=tuple(_life_events(codes)),
        pages=settings.HUB_PAGES,
        messages=tuple(channel for list_channels in MESSENGERS for channel in list_channels()),
    )


def _needs(codes: set[str]) -> Iterator[c.Need]:
    """Yields the needs with those of their further items that are in effect."""
    for need in map(selectors.need_message, Need.objects.prefetch_related("themes", "items")):
        yield need.model_copy(update={"items": tuple(filter(codes.__contains__, need.items))})


def _life_events(codes: set[str]) -> Iterator[c.LifeEvent]:
    """Yields the events with those of their items that are in effect; none with fewer than two."""
    for event in map(selectors.life_event_message, LifeEvent.objects.prefetch_related("items")):
        items = tuple(filter(codes.__contains__, event.items))
        if len(items) > 1:
            yield event.model_copy(update={"items": items})


def _release(catalogue: c.Catalogue, now: datetime) -> str:
    # kiosks of earlier releases know none of these
    unsaid = {name for name in ("messages", "pages", "needs", "life_events") if not getattr(catalogue, name)}
    canonical = json.dumps(catalogue.model_dump(mode="json", exclude=unsaid), sort_keys=True, ensure_ascii=False)
    version = hashlib.sha256(canonical.encode()).hexdigest()[:16]
    document = catalogue.model_copy(update={"version": version}).model_dump_json(exclude=unsaid)
    Release.objects.update_or_create(pk=1, defaults={"version": version, "document": document, "published_at": now})
    return version

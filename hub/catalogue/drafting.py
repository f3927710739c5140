"""From a draft to the published item: written by one, published by another."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from contract.text import text
from hub.audit.services import record
from hub.catalogue import writing
from hub.catalogue.draft_model import OPEN_DRAFTS, DraftState, ItemDraft
from hub.catalogue.item_checks import DraftProblem, list_problems
from hub.catalogue.item_json import Content, content_of, fill_keys, new_content, parse_date, row_data
from hub.catalogue.models import Item
from hub.catalogue.rows import ItemRow
from hub.catalogue.services import Signature, publish
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field

LONGEST_REASON = 1000  # characters of what author and reviewer say


def list_open() -> QuerySet[ItemDraft]:
    return ItemDraft.objects.filter(state__in=OPEN_DRAFTS).select_related("item", "author", "changed_by")


@transaction.atomic
def start_draft(item: Item | None, by: User, now: datetime) -> ItemDraft:
    """Returns the item's open draft, or a new one; for no item, one of a new item."""
    existing = item and list_open().filter(item=item).first()
    if existing:
        return existing
    content = content_of(item) if item else new_content()
    row = ItemDraft(item=item, content=content, base=content if item else None, author=by, changed_by=by)
    row.created_at = row.changed_at = now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # another at the same moment
        return list_open().get(item=item)
    row.writers.add(by)
    record(by, "begin item draft", f"item draft {row.pk}", {"item": item.code if item else ""})
    return row


@transaction.atomic
def save_draft(draft: ItemDraft, changes: Content, revision: int, by: User, now: datetime) -> ItemDraft:
    """Keeps what was typed, right or not. Raises Refused where the draft was kept by somebody else since `revision`, or
    is not written in any more."""
    row = _locked(draft, DraftState.WRITING)
    if row.revision != revision:
        raise RequestRefused(409, text("Somebody else has changed this draft in the meantime."))
    row.content = {**row.content, **changes}
    fill_keys(row.content)
    return _keep(row, by, now)


def _keep(row: ItemDraft, by: User, now: datetime) -> ItemDraft:
    row.revision, row.changed_by, row.changed_at = row.revision + 1, by, now
    row.save()
    row.writers.add(by)
    record(by, "write item draft", f"item draft {row.pk}", {"revision": row.revision})
    return row


@transaction.atomic
def ask_for_review(draft: ItemDraft, reason: str, by: User, now: datetime) -> None:
    """Raises Refused while something is wrong with it."""
    row = _locked(draft, DraftState.WRITING)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise refused_field("reason", "required", text("Say in a sentence what is changed and why."))
    _check_publishable(row, now)
    row.state, row.reason = DraftState.REVIEW.value, reason.strip()
    row.save()
    row.writers.add(by)
    record(by, "send item draft", f"item draft {row.pk}")


@transaction.atomic
def return_draft(draft: ItemDraft, reply: str, by: User, now: datetime) -> None:
    """Returns the draft to its author: by a reviewer, who says why, or by who asked for the review. Raises
    Refused."""
    row = _locked(draft, DraftState.REVIEW)
    is_writer = row.writers.filter(pk=by.pk).exists()
    if not is_writer and not reply.strip():
        raise refused_field("reply", "required", text("Say what has to be changed."))
    row.state = DraftState.WRITING.value
    if not is_writer:
        row.reply, row.reviewer, row.decided_at = reply.strip()[:LONGEST_REASON], by, now
    row.save()
    record(by, "return item draft", f"item draft {row.pk}")


@transaction.atomic
def drop_draft(draft: ItemDraft, by: User, now: datetime) -> None:
    row = _locked(draft, DraftState.WRITING)
    row.state, row.decided_at = DraftState.DROPPED.value, now
    row.save()
    record(by, "drop item draft", f"item draft {row.pk}")


@transaction.atomic
def publish_draft(draft: ItemDraft, by: User, now: datetime) -> Item:
    """Publishes it, at once or from its day on. Raises Refused for one who wrote in it, and for a draft that is not
    right or not up to date."""
    row = _locked(draft, DraftState.REVIEW)
    if row.writers.filter(pk=by.pk).exists():
        raise RequestRefused(403, text("You wrote in this draft. Somebody else has to read it and publish it."))
    _check_publishable(row, now)
    item = _write(row)
    row.state, row.reviewer, row.decided_at, row.item = DraftState.PUBLISHED.value, by, now, item
    row.save()
    publish(now, {item.pk: Signature(row.changed_by, by)})
    record(by, "publish item draft", f"item draft {row.pk}", {"item": item.code})
    return item


def _write(row: ItemDraft) -> Item:
    version = row.item.version if row.item else 1
    message = ItemRow.model_validate(row_data(row.content, version))
    writing.write_item(message, row.item.position if row.item else Item.objects.count())
    dates = {name: parse_date(row.content[name]) for name in ("takes_effect", "until")}
    Item.objects.filter(code=message.code).update(**dates)
    return Item.objects.get(code=message.code)


def _check_publishable(row: ItemDraft, now: datetime) -> None:
    if is_outdated(row):
        raise RequestRefused(409, text("The item was changed since this draft began. Take the changes over first."))
    if problems_of(row, now):
        raise RequestRefused(422, text("Some of it is not right yet; see what is written beside it."))


def problems_of(row: ItemDraft, now: datetime) -> list[DraftProblem]:
    return list_problems(row.content, row.item, local_day(now))


def is_outdated(row: ItemDraft) -> bool:
    """Returns whether the item was changed otherwise since the draft began."""
    return row.item is not None and content_of(row.item) != row.base


@transaction.atomic
def take_over(draft: ItemDraft, by: User, now: datetime) -> list[str]:
    """Brings into the draft what was changed in the item since; what both changed stays as the draft has it. Returns
    the names of those parts."""
    row = _locked(draft, DraftState.WRITING)
    if row.item is None or row.base is None:
        return []
    item, base = content_of(row.item), row.base
    clashing = [name for name in item if item[name] != base[name] and row.content[name] not in (base[name], item[name])]
    for name, value in item.items():
        if row.content[name] == base[name]:
            row.content[name] = value
    row.base = item
    _keep(row, by, now)
    return clashing


def _locked(draft: ItemDraft, state: DraftState) -> ItemDraft:
    """Raises Refused for a draft that is not in that state any more."""
    row = ItemDraft.objects.select_for_update(of=("self",)).select_related("item").get(pk=draft.pk)
    if row.state != state:
        raise RequestRefused(409, _STATES[DraftState(row.state)])
    return row


_STATES: dict[DraftState, Any] = {
    DraftState.WRITING: text("This draft is being written, and does not wait for review."),
    DraftState.REVIEW: text("This draft waits for review. Take it back to go on writing."),
    DraftState.PUBLISHED: text("This draft is published already."),
    DraftState.DROPPED: text("This draft was dropped."),
}

# ruff: noqa: E402
"""Runs within today's hub, on an upgraded database: the same that fill_hub.py of the old release has said of it.

Prints JSON. Names and other wordings are in Chinese and English, side by side.
"""

import json
import os
from collections.abc import Iterable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
django.setup()

from django.db import connection, models

from hub.cases.models import Case, MissingPaper, Task, TimelineEntry
from hub.catalogue.models import Area, Department, FormField, Item, Service
from hub.channels.models import AreaNotice, Entry, Question
from hub.kiosks.models import Command, Site
from hub.queues.models import Ticket, Window
from hub.residents.models import Purpose, Resident, ResidentFact


def wordings(row: models.Model, *names: str) -> list[str]:
    return [wording for name in names for wording in both(row, name)]


def both(row: Any, name: str) -> tuple[str, str]:
    value = getattr(row, name)
    by_locale = getattr(value, "root", value) or {}
    return by_locale.get("zh-Hans", ""), by_locale.get("en", "")


def of_each(rows: Iterable[Any], key: str, *names: str) -> dict[str, list[str]]:
    return {str(getattr(row, key)): wordings(row, *names) for row in rows}


def state() -> dict[str, Any]:
    return texts() | {
        "tables": {table: count(table) for table in sorted(connection.introspection.table_names())},
        "cases": {row.code: [row.state, row.answers] for row in Case.objects.all()},
        "answers": {row.code: plain(row.answer) for row in Case.objects.exclude(answered_at=None)},
        "findings": {str(row.pk): plain(row.finding) for row in Task.objects.exclude(done_at=None)},
        "residents": {row.number: row.name for row in Resident.objects.all()},
        "facts": sorted([row.resident.number, row.key, row.value] for row in ResidentFact.objects.all()),
        "questions": {row.code: [row.text, row.answer] for row in Question.objects.all()},
        "tickets": {str(row.pk): [row.number, row.state] for row in Ticket.objects.all()},
    }


def texts() -> dict[str, Any]:
    fields = FormField.objects.select_related("item")
    return {
        "items": of_each(Item.objects.all(), "code", "name"),
        "fields": {f"{row.item.code}/{row.key}": wordings(row, "label") for row in fields},
        "departments": of_each(Department.objects.all(), "code", "name"),
        "areas": of_each(Area.objects.all(), "code", "name"),
        "services": of_each(Service.objects.all(), "code", "name", "zone"),
        "purposes": of_each(Purpose.objects.all(), "code", "name", "wording"),
        "notices": of_each(AreaNotice.objects.all(), "pk", "title", "body"),
        "directory": of_each(Entry.objects.all(), "pk", "name", "about", "place", "hours"),
        "windows": of_each(Window.objects.all(), "pk", "name"),
        "sites": of_each(Site.objects.all(), "code", "name"),
        "commands": of_each(Command.objects.all(), "pk", "reason"),
        "tasks": of_each(Task.objects.all(), "pk", "name"),
        "papers": of_each(MissingPaper.objects.all(), "pk", "name"),
        "timeline": of_each(TimelineEntry.objects.all(), "pk", "note"),
    }


def plain(text: Any) -> Any:
    return getattr(text, "root", text)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    print(json.dumps(state(), ensure_ascii=False, default=str))

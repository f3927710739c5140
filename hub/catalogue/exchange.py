"""Import and export. An import is all or nothing; a dry run tells every problem, by row, and changes nothing."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from pydantic import ValidationError

from contract import catalogue as c
from contract.text import Message, Text, text
from hub.audit.services import record as audit
from hub.catalogue import rows, spreadsheets, writing
from hub.catalogue.column_labels import MODELS
from hub.catalogue.models import Area, Department, Item, Service, Theme
from hub.catalogue.services import publish
from hub.catalogue.spreadsheets import TABLES
from hub.catalogue.validation import check_columns, check_item_message, check_ranges
from hub.core.imports import ImportMistake, Report, Tell, ignore, import_whole
from hub.core.table_files import UnreadableError
from hub.core.validation_text import wording
from languages.registry import SOURCE

_ABOVE = {c.Level.CITY: None, c.Level.STREET: c.Level.CITY, c.Level.COMMUNITY: c.Level.STREET}
_AROUND = {
    None: text("The city lies in no other area."),
    c.Level.CITY: text("A street lies in a city."),
    c.Level.STREET: text("A community lies in a street."),
}
_NO_SUCH: dict[Any, Text] = {
    Department: text("There is no such department."),
    Theme: text("There is no such theme."),
    Service: text("There is no such queue service."),
    Item: text("There is no such item."),
}
_LONGEST = 16 << 20  # bytes
Refusal = tuple[str, Text | str]  # the column, and why
_READERS: dict[str, Callable[[Any], Message]] = {
    "areas": rows.area_row,
    "departments": rows.department_row,
    "themes": rows.theme_row,
    "services": rows.service_row,
    "items": rows.item_row,
    "needs": rows.need_row,
    "life_events": rows.life_event_row,
}
_WRITERS: dict[str, Callable[[Any, int], None]] = {
    "areas": writing.write_area,
    "departments": writing.write_named,
    "themes": writing.write_named,
    "services": writing.write_service,
    "items": writing.write_item,
    "needs": writing.write_need,
    "life_events": writing.write_life_event,
}


def import_csv(table: str, content: bytes, dry_run: bool = False, tell: Tell = ignore) -> Report:
    """Imports the rows of one table. Raises UnreadableError."""
    _check_size(content)
    return _import({table: list(spreadsheets.read(table, content))}, dry_run, tell)


def import_json(content: bytes, dry_run: bool = False, tell: Tell = ignore) -> Report:
    """Imports a document as `export_json` returns it, or some of its tables. Raises UnreadableError."""
    _check_size(content)
    try:
        document = json.loads(spreadsheets.decoded(content))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not JSON: {error}") from error
    if not isinstance(document, dict) or not all(isinstance(document.get(table, []), list) for table in TABLES):
        raise UnreadableError(f"an object with lists is wanted: {', '.join(TABLES)}")
    if unknown := set(document) - set(TABLES):
        raise UnreadableError(f"unknown: {', '.join(sorted(unknown))}; there may be: {', '.join(TABLES)}")
    tables = {table: document.get(table, []) for table in TABLES}
    return _import({t: [(n, row, []) for n, row in enumerate(lines, 1)] for t, lines in tables.items()}, dry_run, tell)


def _check_size(content: bytes) -> None:
    if len(content) > _LONGEST:
        raise UnreadableError(f"more than {_LONGEST} bytes")


Rows = dict[str, list[tuple[int, Any, list[str]]]]


def _import(tables: Rows, dry_run: bool, tell: Tell) -> Report:
    return import_whole(partial(_take_all, tables), _finish, Report(tell), dry_run=dry_run)


def _take_all(tables: Rows, report: Report) -> None:
    importing = _CatalogueImport(report)
    for table in TABLES:  # in this order: what is named stands before what names it
        for number, data, unread in tables.get(table, []):
            importing.take(table, number, data, unread)


def _finish(report: Report) -> None:
    publish()
    audit(None, "import catalogue", "catalogue", {"new": report.new, "changed": report.changed})


class _CatalogueImport:
    """One import as it goes."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._codes: set[tuple[str, str]] = set()

    def take(self, table: str, number: int, data: Any, unread: list[str]) -> None:
        """Checks one row, and writes it if it is good: rows after it may name it."""
        mistakes = [_mistake(table, number, *_parted(line), "unreadable") for line in unread]
        if isinstance(data, dict):
            mistakes += [_mistake(table, number, field, why) for field, why in _check_names(table, data)]
        message = self._message(table, number, data, mistakes)
        if message is not None:
            mistakes += [_mistake(table, number, field, why) for field, why in self._check(table, message)]
        for mistake in mistakes:
            self._report.add(mistake)
        if message is not None and not mistakes:
            self._write(table, message)

    def _message(self, table: str, number: int, data: Any, mistakes: list[ImportMistake]) -> Message | None:
        if table == "items" and isinstance(data, dict):
            data = {"version": 1, "conditions": (), "papers": (), **data}
        try:
            return TABLES[table].model_validate(data)
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False):
                place = ".".join(map(str, problem["loc"])) or "row"
                mistakes.append(_mistake(table, number, place, wording(problem), problem["type"]))
            return None

    def _check(self, table: str, message: Any) -> Iterator[Refusal]:
        """Yields what is wrong with a row that has the right shape."""
        if (table, message.code) in self._codes:
            yield "code", text("{code} stands in the file twice.", code=message.code)
        self._codes.add((table, message.code))
        yield from check_columns(MODELS[table], message)
        match message:
            case c.Area():
                yield from _check_area(message)
            case c.Service():
                yield from _check_service(message)
            case rows.ItemRow():
                yield from check_item_message(message)
                yield from check_ranges(message)

    def _write(self, table: str, imported: Any) -> None:
        existing = next(_exported(table, imported.code), None)
        place = existing.position if existing else MODELS[table].objects.count()
        message: Any = rows.filled_up(table, imported, existing, place)
        if existing is None:
            self._report.new += 1
        elif writing.comparable(existing) == writing.comparable(message):
            self._report.same += 1
            return
        else:
            self._report.changed += 1
        _WRITERS[table](message, message.position)
        owner = _user(message.owner) if table == "items" else None
        own = rows.own_columns(table, message, owner.pk if owner else None)
        MODELS[table].objects.filter(code=message.code).update(**own)


def _user(name: str | None) -> User | None:
    return User.objects.filter(username=name).first() if name else None


def _mistake(table: str, row: int, column: str, why: Text | str, code: str = "refused") -> ImportMistake:
    return ImportMistake(row, column, code, Text({SOURCE: why}) if isinstance(why, str) else why, table)


def _parted(line: str) -> tuple[str, str]:
    field, colon, why = line.partition(": ")
    return (field, why) if colon else ("row", line)


def _check_area(area: c.Area) -> Iterator[Refusal]:
    above = _ABOVE[area.level]
    parent = Area.objects.filter(code=area.parent).first() if area.parent else None
    if area.parent and parent is None:
        yield "parent", text("There is no area {code}.", code=area.parent)
    elif (parent.level if parent else None) != above:
        yield "parent", _AROUND[above]
    existing = Area.objects.filter(code=area.code).first()
    if existing is not None and existing.level != area.level:
        yield "level", text("The level of {code} does not change.", code=area.code)
    if existing is None and area.level is c.Level.CITY:
        yield "level", text("There is a city already.")


def _check_service(service: c.Service) -> Iterator[Refusal]:
    other = Service.objects.filter(prefix=service.prefix).exclude(code=service.code).first()
    if other is not None:
        yield "prefix", text("{letter} is the letter of {code}.", letter=service.prefix, code=other.code)


def _check_names(table: str, data: dict[str, Any]) -> Iterator[Refusal]:
    """Yields what a row names and does not exist: departments, themes, the queue's service, items; what is no name is
    told of elsewhere."""
    named: list[tuple[str, Any, Any]] = []
    if table == "items":
        steps = [step.get("department") for step in _listed(data, "steps") if isinstance(step, dict)]
        named += [("department", data.get("department"), Department), ("service", data.get("service"), Service)]
        named += [(f"steps.{number}.department", code, Department) for number, code in enumerate(steps)]
    if table in ("items", "needs"):
        named += [(f"themes.{number}", code, Theme) for number, code in enumerate(_listed(data, "themes"))]
    if table in ("needs", "life_events"):
        named += [(f"items.{number}", code, Item) for number, code in enumerate(_listed(data, "items"))]
    for field, code, model in named:
        if isinstance(code, str) and code and not model.objects.filter(code=code).exists():
            yield field, _NO_SUCH[model]
    if isinstance(owner := data.get("owner"), str) and owner and _user(owner) is None:
        yield "owner", text("There is nobody of that name.")


def _listed(item: dict[str, Any], name: str) -> list[Any]:
    entries = item.get(name)
    return entries if isinstance(entries, list) else []


def _exported(table: str, code: str | None = None) -> Iterator[Any]:
    exported = MODELS[table].objects.all() if code is None else MODELS[table].objects.filter(code=code)
    if table == "areas":
        levels = list(c.Level)  # each area after the one around it
        exported = sorted(exported.select_related("parent"), key=lambda row: levels.index(row.level))
    return map(_READERS[table], exported)


def export_csv(table: str) -> bytes:
    return spreadsheets.write(table, _exported(table))


def export_json() -> bytes:
    """Returns everything that can be imported, offered or not."""
    document = {table: [message.model_dump(mode="json") for message in _exported(table)] for table in TABLES}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()

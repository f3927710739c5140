"""The catalogue's tables as CSV, as spreadsheets write it: one row a message of the contract.

A text stands in one column a locale, `name[en]`; a limit in `promised_unit`, `promised_days` and so on; codes of themes
and of items in one, parted by `;`; lists of messages (papers, steps, fields) as JSON. An empty cell is the field's
default. Files of earlier hubs, which have `name` or the name with a suffix for the language, are read too.
"""

import csv
import io
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from contract.text import Message
from hub.catalogue import rows
from hub.catalogue.column_labels import find_column
from hub.catalogue.validation import TEXTS
from hub.core.csv_cells import guarded
from hub.core.table_files import UnreadableError, encoding_of, read_rows, trim_row
from hub.core.text_input import wording_key
from languages.registry import DEFAULT, LOCALES, find_tag

_log = logging.getLogger(__name__)

TABLES: dict[str, type[Message]] = {
    "areas": rows.AreaRow,
    "departments": rows.DepartmentRow,
    "themes": rows.ThemeRow,
    "services": rows.ServiceRow,
    "items": rows.ItemRow,
    "needs": rows.NeedRow,
    "life_events": rows.LifeEventRow,
}
_IN_WORDS = (
    "task_type",
    "special_procedure",
    "use_level",
    "entrusted",
    "project_type",
    "handle_type",
    "handle_area",
    "result_type",
    "in_short",
)
_TEXTS: dict[str, tuple[str, ...]] = {
    "areas": ("name",),
    "departments": ("name",),
    "themes": ("name",),
    "services": ("name", "zone"),
    "items": (*TEXTS, "also_called", *_IN_WORDS),
    "needs": ("name",),
    "life_events": ("name", "also_called"),
}
_LIMITS = ("statutory", "promised")
_JSON = ("conditions", "papers", "steps", "form", "illustrative", "entitled", "grants")
_ITEM = (
    "code",
    "pinyin",
    "department",
    "themes",
    "visits",
    "privacy",
    "elsewhere",
    "card",
    "min_age",
    "max_age",
    "agent_under",
)
_YES_OR_NO = ("elsewhere", "paid", "by_appointment", "at_terminals", "common", "offered")
_CODES = (
    "task_code",
    "handle_item",
    "town_code",
    "village_code",
    "paid",
    "by_appointment",
    "at_terminals",
    "service",
    "common",
)
_SCALARS: dict[str, tuple[str, ...]] = {
    "areas": ("code", "level", "parent", *rows.OWN["areas"]),
    "departments": ("code", *rows.OWN["departments"]),
    "themes": ("code", *rows.OWN["themes"]),
    "services": ("code", "prefix", "privacy", *rows.OWN["services"]),
    "items": (*_ITEM, *_CODES, *rows.OWN["items"]),
    "needs": ("code", "themes", "items", *rows.OWN["needs"]),
    "life_events": ("code", "items", *rows.OWN["life_events"]),
}
_LISTS = ("themes", "items")  # of codes
_MAY_BE_EMPTIED = ("takes_effect", "until", "owner")
_YES, _NO = ("true", "yes", "1", "是"), ("false", "no", "0", "否")


def columns(table: str) -> list[str]:
    names = [*_SCALARS[table], *_wording_columns(*_TEXTS[table])]
    if table == "items":
        for name in _LIMITS:
            names += [
                f"{name}_unit",
                f"{name}_days",
                f"{name}_day_off",
                *_wording_columns(f"{name}_note"),
                f"{name}_illustrative",
            ]
        names += _JSON
    return names


def _wording_columns(*names: str) -> list[str]:
    return [wording_key(name, tag) for name in names for tag in LOCALES]


def write(table: str, messages: Iterable[Message]) -> bytes:
    """Returns the file in UTF-8, with the mark by which spreadsheets know it."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns(table))
    writer.writeheader()
    for message in messages:
        writer.writerow({name: guarded(cell) for name, cell in _cells(table, message.model_dump(mode="json")).items()})
    return file.getvalue().encode("utf-8-sig")


def _cells(table: str, data: dict[str, Any]) -> dict[str, str]:
    cells = {name: _cell(data[name]) for name in _SCALARS[table]}
    for name in _TEXTS[table]:
        cells |= _text_cells(name, data[name])
    if table == "items":
        for name in _LIMITS:
            limit = data[name]
            cells |= {f"{name}_{part}": _cell(limit[part]) for part in ("unit", "days", "day_off", "illustrative")}
            cells |= _text_cells(f"{name}_note", limit["note"])
        cells |= {name: json.dumps(data[name], ensure_ascii=False) if data[name] else "" for name in _JSON}
    return cells


def _text_cells(name: str, text: dict[str, str] | None) -> dict[str, str]:
    text = text or {}
    return {wording_key(name, tag): text.get(tag, "") for tag in LOCALES}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ";".join(value) if isinstance(value, list) else str(value)


def read(table: str, content: bytes) -> Iterator[tuple[int, dict[str, Any], list[str]]]:
    """Yields line number, data in the contract's shape, and what could not be read, of each row. Raises
    UnreadableError."""
    lines = read_rows(io.BytesIO(content))
    _number, first = next(lines, (0, []))
    header = _present_names(table, trim_row(first))
    unknown = [name for name in header if name not in columns(table)]
    missing = [name for name in ("code", wording_key("name", DEFAULT)) if name not in header]
    if unknown or missing:
        raise UnreadableError(_about_columns(table, unknown, missing))
    if len(set(header)) < len(header):
        raise UnreadableError(f"columns twice: {', '.join(sorted({n for n in header if header.count(n) > 1}))}")
    for number, cells in lines:
        row = trim_row(cells)
        if row:
            yield (
                number,
                *_data(table, dict(zip_longest(header, row[: len(header)], fillvalue="")), len(row) > len(header)),
            )


def _present_names(table: str, header: Sequence[str]) -> list[str]:
    """Returns the header with the present names of its columns; older ones are told in the log."""
    texts = [*_TEXTS[table], *((f"{name}_note" for name in _LIMITS) if table == "items" else ())]
    keys = columns(table)
    labelled = [name if name in keys else find_column(table, name) or name for name in header]
    present = [_present_name(name, texts) for name in labelled]
    if older := [name for name, now in zip(labelled, present, strict=True) if name != now]:
        _log.warning("%s: %s are older names of columns, now called %s", table, older, _wording_columns(*texts))
    return present


def _present_name(name: str, texts: Sequence[str]) -> str:
    """Returns the present name of a column: older ones, with a suffix for the language or none, become `name[tag]`."""
    if name in texts:
        return wording_key(name, DEFAULT)
    for text in texts:
        language = name.removeprefix(f"{text}_").removeprefix(f"{text}[").removesuffix("]")
        tag = find_tag(language) if language != name else None
        if tag is not None:
            return wording_key(text, tag)
    return name


def _about_columns(table: str, unknown: list[str], missing: list[str]) -> str:
    parts = [f"unknown columns: {', '.join(unknown)}"] if unknown else []
    parts += [f"missing columns: {', '.join(missing)}"] if missing else []
    return f"{'; '.join(parts)}; {table} may have: {', '.join(columns(table))}"


def decoded(content: bytes) -> str:
    """Returns the file's text. Raises UnreadableError."""
    return content.decode(encoding_of(io.BytesIO(content)))


def _data(table: str, row: dict[str, str], has_too_many_cells: bool) -> tuple[dict[str, Any], list[str]]:
    """Returns only what is filled in: the contract has the defaults."""
    problems = ["more cells than columns"] if has_too_many_cells else []
    cells = {name: cell for name, cell in row.items() if cell}
    data: dict[str, Any] = {name: cells[name] for name in _SCALARS[table] if name in cells}
    emptied = [name for name in _MAY_BE_EMPTIED if name in rows.OWN[table] and name in row and name not in cells]
    data |= dict.fromkeys(emptied)
    data |= {name: _yes_or_no(data[name]) for name in _YES_OR_NO if name in data}
    for name in _TEXTS[table]:
        data |= _text(cells, name)
    for name in set(_LISTS) & set(_SCALARS[table]):
        codes = data.get(name, "").replace("；", ";").split(";")
        data[name] = [code.strip() for code in codes if code.strip()]
    if table == "items":
        data |= {name: _limit(cells, name) for name in _LIMITS}
        for name in _JSON:
            try:
                data |= {name: json.loads(cells[name])} if name in cells else {}
            except ValueError as error:
                problems.append(f"{name}: not JSON: {error}")
    return data, problems


def _text(cells: dict[str, str], name: str) -> dict[str, dict[str, str]]:
    parts = {tag: cells[wording_key(name, tag)] for tag in LOCALES if wording_key(name, tag) in cells}
    return {name: parts} if parts else {}


def _limit(cells: dict[str, str], name: str) -> dict[str, Any]:
    limit: dict[str, Any] = {
        part: cells[f"{name}_{part}"] for part in ("unit", "days", "day_off") if f"{name}_{part}" in cells
    }
    if f"{name}_illustrative" in cells:
        limit["illustrative"] = _yes_or_no(cells[f"{name}_illustrative"])
    return limit | _text({key.replace(f"{name}_note", "note"): cell for key, cell in cells.items()}, "note")


def _yes_or_no(cell: str) -> bool | str:
    return True if cell.lower() in _YES else False if cell.lower() in _NO else cell

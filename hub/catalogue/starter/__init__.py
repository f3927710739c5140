"""The starter catalogue: 27 items of a community service centre, as data that a site edits.

`common.toml` holds what the items share, `sources.toml` the offices that issue papers; each file under `items/` holds
the items of one subject. A text is written in the default locale and translated by the catalogues `starter`, or stands
as a table of wordings by tag.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

from contract import catalogue, forms
from contract.catalogue import Catalogue
from contract.text import Message, Text
from hub.catalogue.starter.wordings import starter_text

_HERE = Path(__file__).parent
_SHARED = ("version", "themes", "departments", "services", "needs", "life_events", "notices")
_OWN = ("声明", "说明", "授权书")  # what residents write themselves

Table = dict[str, Any]  # what a TOML table holds: pydantic checks it


@cache
def starter_catalogue() -> Catalogue:
    """Returns the whole catalogue, checked. Raises pydantic's ValidationError or KeyError where an edited file is
    wrong."""
    common = _read(_HERE / "common.toml")
    tables = [table for path in sorted((_HERE / "items").glob("*.toml")) for table in _read(path)["item"]]
    items = sorted((_item(table, common) for table in tables), key=lambda item: str(item["code"]))
    shared = {key: common[key] for key in _SHARED}
    return Catalogue.model_validate(_with_texts({**shared, "items": items}))


def list_wordings(value: Any, is_text: bool = False) -> Iterator[str]:
    """Yields every wording in a table that is to be translated."""
    match value:
        case str() if is_text:
            yield value
        case dict():
            for name, part in value.items():
                yield from list_wordings(part, name in _text_fields())
        case list():
            for part in value:
                yield from list_wordings(part, is_text)


def _with_texts(value: Any, is_text: bool = False) -> Any:
    match value:
        case str() if is_text:
            return starter_text(value)
        case dict():
            return {name: _with_texts(part, name in _text_fields()) for name, part in value.items()}
        case list():
            return [_with_texts(part, is_text) for part in value]
    return value


@cache
def _text_fields() -> frozenset[str]:
    """Returns the names under which the contract's messages have texts."""
    members = [*vars(catalogue).values(), *vars(forms).values()]
    messages = [member for member in members if isinstance(member, type) and issubclass(member, Message)]
    fields = [(name, field.annotation) for message in messages for name, field in message.model_fields.items()]
    return frozenset(name for name, kind in fields if Text in (kind, *get_args(kind)))


def _read(path: Path) -> Table:
    with path.open("rb") as file:
        return tomllib.load(file)


def _item(table: Table, common: Table) -> Table:
    item = {**common["item"], **table}
    item["illustrative"] = [*common["item"]["illustrative"], *table.get("illustrative", [])]
    item["form"] = {"fields": _fields(item.pop("fields"), common)}
    item["papers"] = [_with_source(paper) for paper in item.get("papers", [])]
    return item


def _with_source(paper: Table) -> Table:
    """Returns the paper with the office that issues it, where that is known and it is not the resident's own."""
    name = str(paper["name"])
    if paper.get("on_card") or "source" in paper or any(word in name for word in _OWN):
        return paper
    office = next((row["source"] for row in list_sources() if any(word in name for word in row["words"])), None)
    return {**paper, "source": office} if office else paper


@cache
def list_sources() -> tuple[Table, ...]:
    """Returns the twenty proofs that communities must not issue (民发〔2020〕20号), and other papers."""
    table = _read(_HERE / "sources.toml")
    return (*table["proof"], *table["paper"])


def _fields(entries: list[str | Table], common: Table) -> list[Table]:
    """Returns the fields: names of groups are replaced by their fields, names of options by the options."""
    fields: list[Table] = []
    for entry in entries:
        fields += common["groups"][entry] if isinstance(entry, str) else [entry]
    return [{**field, "options": _options(field.get("options", []), common)} for field in fields]


def _options(options: str | list[Table], common: Table) -> list[Table]:
    options_of_that_name: list[Table] = common["options"][options] if isinstance(options, str) else options
    return options_of_that_name

"""The starter catalogue: 26 items of a community service centre, as data that a site edits.

`common.toml` holds what the items share; each file under `items/` holds the items of one subject.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from contract.catalogue import Catalogue

_HERE = Path(__file__).parent

Table = dict[str, Any]  # what a TOML table holds: pydantic checks it


@cache
def starter_catalogue() -> Catalogue:
    """The whole catalogue, checked. Raises pydantic's ValidationError or KeyError where an edited file is wrong."""
    common = _read(_HERE / "common.toml")
    tables = [table for path in sorted((_HERE / "items").glob("*.toml")) for table in _read(path)["item"]]
    items = sorted((_item(table, common) for table in tables), key=lambda item: str(item["code"]))
    shared = {key: common[key] for key in ("version", "themes", "departments", "services", "notices")}
    return Catalogue.model_validate({**shared, "items": items})


def _read(path: Path) -> Table:
    with path.open("rb") as file:
        return tomllib.load(file)


def _item(table: Table, common: Table) -> Table:
    item = {**common["item"], **table}
    item["illustrative"] = [*common["item"]["illustrative"], *table.get("illustrative", [])]
    item["form"] = {"fields": _fields(item.pop("fields"), common)}
    return item


def _fields(entries: list[str | Table], common: Table) -> list[Table]:
    """Names of groups replaced by their fields, names of options by the options."""
    fields: list[Table] = []
    for entry in entries:
        fields += common["groups"][entry] if isinstance(entry, str) else [entry]
    return [{**field, "options": _options(field.get("options", []), common)} for field in fields]


def _options(options: str | list[Table], common: Table) -> list[Table]:
    options_of_that_name: list[Table] = common["options"][options] if isinstance(options, str) else options
    return options_of_that_name

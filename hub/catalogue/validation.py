"""JSON columns held to the contract's own models, with every mistake told in the admin."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from pydantic import TypeAdapter
from pydantic import ValidationError as ContractError

from contract.answers import check_answer
from contract.catalogue import FinderRule, Item
from contract.field_kinds import get_kind
from contract.finder import list_options
from contract.forms import Field
from contract.text import Message, Text
from hub.core.text_field import TextField
from hub.core.text_input import wording_key
from hub.core.wording import list_words

STRUCTURED = ("conditions", "papers", "steps", "statutory", "promised", "illustrative")
TEXTS = ("name", "audience", "basis", "fee", "result", "place_and_time", "ask", "complain")
ITEM_COLUMNS = {
    "code",
    "version",
    "pinyin",
    "also_called",
    "department",
    "themes",
    "privacy",
    "elsewhere",
    "card",
    "min_age",
    "max_age",
    "form",
}
ITEM_MORE = sorted(set(Item.model_fields) - set(STRUCTURED) - set(TEXTS) - ITEM_COLUMNS)
FIELD_COLUMNS = {"key", "label", "kind", "required", "fact", "help", "max_length"}
FIELD_MORE = sorted(set(Field.model_fields) - FIELD_COLUMNS)
MAX_DAYS = 3650
LONGEST_NOTICE = 90  # days of a public notice

_adapters: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(field.annotation or Any) for name, field in Item.model_fields.items()
}


class Readable(json.JSONEncoder):
    """JSON as an administrator reads it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "indent": 2, "ensure_ascii": False})


def check_structure(name: str, value: object) -> list[str]:
    """Returns what is wrong with an item's JSON column; empty where nothing is."""
    try:
        structure = _adapters[name].validate_python(value)
    except ContractError as error:
        return _lines(error)
    if name == "steps":
        return [f"{place}.{line}" for place, step in enumerate(structure) for line in _check_days(step)]
    return _check_days(structure)


def _check_days(part: Any) -> list[str]:
    """Returns what is wrong with the days of a limit or a step; other parts have none."""
    most = LONGEST_NOTICE if getattr(part, "public_notice", False) else MAX_DAYS
    return (
        [] if 0 <= getattr(part, "days", 0) <= most else [gettext("days: must be from 0 to %(most)d") % {"most": most}]
    )


def check_ranges(item: Any) -> Iterator[tuple[str, str]]:
    """Yields field and mistake, where an item could never be applied for, or by nobody."""
    if item.takes_effect and item.until and item.until < item.takes_effect:
        yield "until", gettext("before it takes effect")
    if item.min_age is not None and item.max_age is not None and item.max_age < item.min_age:
        yield "max_age", gettext("less than the least age")


def check_item_more(value: object) -> list[str]:
    if not isinstance(value, dict) or not set(value) <= set(ITEM_MORE):
        return [_keys_allowed(ITEM_MORE)]
    problems = []
    for name, part in value.items():
        try:
            checked = _adapters[name].validate_python(part)
        except ContractError as error:
            problems += [f"{name}:{line}" for line in _lines(error)]
        else:
            problems += [f"{name}:{line}" for line in check_rules(checked if name == "entitled" else ())]
    return problems


def check_rules(rules: Iterable[FinderRule]) -> Iterator[str]:
    """Yields what is wrong with an item's rules for the finder: about what it does not ask, or no answer to it."""
    options = list_options()
    for number, rule in enumerate(rules):
        if rule.question not in options:
            names = list_words(options)
            yield f"{number}.question: " + gettext("there may be: %(names)s") % {"names": names}
            continue
        names = list_words(sorted(options[rule.question]))
        for name, values in (("values", rule.values), ("nearly", rule.nearly)):
            if set(values) - options[rule.question] or (name == "values" and not values):
                yield f"{number}.{name}: " + gettext("there may be: %(names)s") % {"names": names}
        if bool(rule.nearly) != bool(rule.missing):
            yield f"{number}.missing: " + gettext("belongs to “nearly”, and only with it")


def check_field(data: dict[str, Any], more: object) -> list[str]:
    """Returns what is wrong with one field of a form, all its columns together."""
    if not isinstance(more, dict) or not set(more) <= set(FIELD_MORE):
        return [_keys_allowed(FIELD_MORE)]
    try:
        field = Field.model_validate({**data, **more})
        re.compile(field.pattern)
    except ContractError as error:
        return _lines(error)
    except re.error as error:
        return [f"pattern:{error}"]
    if not _takes_default(field):
        return [gettext("default: the field would not take this answer")]
    far = [days for days in (field.earliest_days, field.latest_days) if days is not None and abs(days) > 60_000]
    return [gettext("earliest_days, latest_days: too far apart")] if far else []


def _takes_default(field: Field) -> bool:
    """Returns whether the usual answer, where the field names one, is one that could be typed."""
    today = timezone.localdate()
    answers = get_kind(field.kind).list_defaults(field, today)
    return not field.default or all(answer and check_answer(field, answer, today) is None for answer in answers)


def check_item_message(item: Item) -> Iterator[tuple[str, str]]:
    """Yields field and mistake, of an item that came whole: what a form in the admin would have refused."""
    for name in ("statutory", "promised", "steps"):
        yield from ((name, line) for line in check_structure(name, getattr(item, name)))
    yield from (("entitled", line) for line in check_rules(item.entitled))
    for number, field in enumerate(item.form.fields):
        lines = check_field(field.model_dump(mode="json"), {})
        yield from ((f"form.fields.{number}", line) for line in lines)


def check_columns(model: type[models.Model], message: Message) -> Iterator[tuple[str, str]]:
    """Yields field and mistake, by the validators of the columns that the message's texts, words and numbers go to."""
    columns = {field.name: field for field in model._meta.fields}
    for name, value in message.model_dump(mode="json").items():
        column = columns.get(name)
        if isinstance(column, TextField):
            yield from ((wording_key(name, tag), line) for tag, line in column.list_mistakes(Text(value)))
        elif column is not None and isinstance(value, str | int):
            yield from ((name, line) for line in _column_mistakes(column, value))


def _column_mistakes(column: Any, value: str | int) -> list[str]:
    if value == "" and not column.blank:
        return [gettext("must not be empty")]
    try:
        column.run_validators(value)
    except ValidationError as error:
        return list(error.messages)
    return []


def _keys_allowed(allowed: list[str]) -> str:
    return gettext("must be a JSON object; the keys there may be: %(keys)s") % {"keys": list_words(allowed)}


def _lines(error: ContractError) -> list[str]:
    errors = error.errors(include_url=False)
    return [".".join(map(str, problem["loc"])) + ":" + problem["msg"] for problem in errors]

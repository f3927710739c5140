"""Wording of pydantic's validation errors; it repeats nothing of what was sent."""

import re
from collections.abc import Mapping
from typing import Any

from contract.problems import FieldProblem
from contract.text import Text, text

_PLAIN_NAME = re.compile(r"[a-z][a-z_]{0,40}")
_OURS = ("max_length", "min_length", "le", "ge", "lt", "gt", "expected")  # bounds of the schema, not what was sent
_COMMA, _OR = text(", "), text(" or ")  # between the values that pydantic lists
_WRONG = text("The content of this field is not right.")
_WORDING = {
    "missing": text("This field is missing."),
    "extra_forbidden": text("This field is not known."),
    "string_too_long": text("At most {max_length} characters."),
    "string_too_short": text("At least {min_length} characters."),
    "too_long": text("At most {max_length} of them."),
    "too_short": text("At least {min_length} of them."),
    "string_pattern_mismatch": text("This is not in the right form."),
    "enum": text("It has to be one of {expected}."),
    "literal_error": text("It has to be one of {expected}."),
    "greater_than": text("It has to be more than {gt}."),
    "greater_than_equal": text("It must not be less than {ge}."),
    "less_than": text("It has to be less than {lt}."),
    "less_than_equal": text("It must not be more than {le}."),
    "timezone_aware": text("The time needs its time zone."),
    "none_required": text("This field has to be empty."),
}
# Kinds that go by families: uuid_parsing, uuid_type, …
_FAMILIES = {
    "string": text("This has to be text."),
    "int": text("This has to be a whole number."),
    "float": text("This has to be a number."),
    "decimal": text("This has to be a number."),
    "finite": text("This has to be a number."),
    "bool": text("This has to be true or false."),
    "uuid": text("This has to be a UUID."),
    "date": text("This has to be a date, as 2026-03-01."),
    "datetime": text("This has to be a time, as 2026-03-01T09:00:00+08:00."),
    "time": text("This has to be a time of day, as 09:00."),
    "model": text("This has to be an object of fields."),
    "dict": text("This has to be an object of fields."),
    "mapping": text("This has to be an object of fields."),
    "list": text("This has to be a list."),
    "tuple": text("This has to be a list."),
    "set": text("This has to be a list."),
    "json": text("This is not valid JSON."),
}


def field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """Returns the place and the reason, without the value; a key that is not one of ours might be one."""
    where, *place = [str(part) for part in error["loc"]]
    place = place[1:] if where in ("body", "form") else place  # a body has a name of our own, which nobody sent
    safe = [part if (part.isdecimal() and len(part) < 4) or _PLAIN_NAME.fullmatch(part) else "?" for part in place]
    return FieldProblem(field=".".join(safe) or where, code=error["type"], message=wording(error))


def wording(error: Mapping[str, Any]) -> Text:
    kind = str(error["type"])
    template = _WORDING.get(kind) or _FAMILIES.get(kind.partition("_")[0]) or _WRONG
    context = error.get("ctx") or {}
    bounds = {name: str(context.get(name, "")) for name in _OURS}
    return Text({tag: _filled(words, tag, bounds) for tag, words in template.root.items()})


def _filled(words: str, tag: str, bounds: dict[str, str]) -> str:
    expected = bounds["expected"].replace(" or ", _OR.in_locale(tag)).replace(", ", _COMMA.in_locale(tag))
    return words.format(**{**bounds, "expected": expected})

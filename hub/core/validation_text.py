"""What is wrong with a field, in words: the kinds of mistakes that pydantic knows, and nothing of what was sent."""

import re
from collections.abc import Mapping
from typing import Any

from contract.problems import FieldProblem
from contract.text import Text

_PLAIN_NAME = re.compile(r"[a-z][a-z_]{0,40}")
_OURS = ("max_length", "min_length", "le", "ge", "lt", "gt", "expected")  # bounds of the schema, not what was sent
_WRONG = Text(zh="该字段的内容不正确。", en="The content of this field is not right.")
_WORDING = {
    "missing": Text(zh="缺少该字段。", en="This field is missing."),
    "extra_forbidden": Text(zh="不认识的字段。", en="This field is not known."),
    "string_too_long": Text(zh="内容过长，最多{max_length}个字符。", en="At most {max_length} characters."),
    "string_too_short": Text(zh="内容过短，至少{min_length}个字符。", en="At least {min_length} characters."),
    "too_long": Text(zh="最多{max_length}项。", en="At most {max_length} of them."),
    "too_short": Text(zh="至少{min_length}项。", en="At least {min_length} of them."),
    "string_pattern_mismatch": Text(zh="格式不正确。", en="This is not in the right form."),
    "enum": Text(zh="应为以下之一：{expected}。", en="It has to be one of {expected}."),
    "literal_error": Text(zh="应为以下之一：{expected}。", en="It has to be one of {expected}."),
    "greater_than": Text(zh="应大于{gt}。", en="It has to be more than {gt}."),
    "greater_than_equal": Text(zh="不得小于{ge}。", en="It must not be less than {ge}."),
    "less_than": Text(zh="应小于{lt}。", en="It has to be less than {lt}."),
    "less_than_equal": Text(zh="不得大于{le}。", en="It must not be more than {le}."),
    "timezone_aware": Text(zh="时间须注明时区。", en="The time needs its time zone."),
    "none_required": Text(zh="该字段应为空。", en="This field has to be empty."),
}
# Kinds that go by families: uuid_parsing, uuid_type, …
_FAMILIES = {
    "string": Text(zh="应为文字。", en="This has to be text."),
    "int": Text(zh="应为整数。", en="This has to be a whole number."),
    "float": Text(zh="应为数字。", en="This has to be a number."),
    "decimal": Text(zh="应为数字。", en="This has to be a number."),
    "finite": Text(zh="应为数字。", en="This has to be a number."),
    "bool": Text(zh="应为是或否（true、false）。", en="This has to be true or false."),
    "uuid": Text(zh="应为UUID编号。", en="This has to be a UUID."),
    "date": Text(zh="应为日期，如 2026-03-01。", en="This has to be a date, as 2026-03-01."),
    "datetime": Text(
        zh="应为日期和时间，如 2026-03-01T09:00:00+08:00。", en="This has to be a time, as 2026-03-01T09:00:00+08:00."
    ),
    "time": Text(zh="应为时间，如 09:00。", en="This has to be a time of day, as 09:00."),
    "model": Text(zh="应为一组字段。", en="This has to be an object of fields."),
    "dict": Text(zh="应为一组字段。", en="This has to be an object of fields."),
    "mapping": Text(zh="应为一组字段。", en="This has to be an object of fields."),
    "list": Text(zh="应为列表。", en="This has to be a list."),
    "tuple": Text(zh="应为列表。", en="This has to be a list."),
    "set": Text(zh="应为列表。", en="This has to be a list."),
    "json": Text(zh="不是有效的JSON。", en="This is not valid JSON."),
}


def field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """Where and why, without the value; a key that is not one of ours might be one."""
    where, *place = [str(part) for part in error["loc"]]
    place = place[1:] if where in ("body", "form") else place  # a body has a name of our own, which nobody sent
    safe = [part if (part.isdecimal() and len(part) < 4) or _PLAIN_NAME.fullmatch(part) else "?" for part in place]
    return FieldProblem(field=".".join(safe) or where, code=error["type"], message=wording(error))


def wording(error: Mapping[str, Any]) -> Text:
    kind = str(error["type"])
    text = _WORDING.get(kind) or _FAMILIES.get(kind.partition("_")[0]) or _WRONG
    context = error.get("ctx") or {}
    bounds = {name: str(context.get(name, "")) for name in _OURS}
    listed = {**bounds, "expected": bounds["expected"].replace(" or ", "、").replace(", ", "、")}
    return Text(zh=text.zh.format(**listed), en=text.en.format(**bounds))

"""What is wrong with a draft, in words, by the place where it is to be mended (`steps.2.days`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import ValidationError

from contract.catalogue import LimitUnit
from hub.catalogue.item_choices import JOINT
from hub.catalogue.item_json import Content, parse_date, row_data
from hub.catalogue.item_parts import SECTIONS, all_parts
from hub.catalogue.models import Item
from hub.catalogue.parts import OWN, Choices, Choosing, ItemPart, PartKind, list_values
from hub.catalogue.rows import ItemRow
from hub.catalogue.validation import LONGEST_NOTICE, MAX_DAYS, check_field
from hub.core.clock import parse_day
from hub.core.validation_text import wording
from languages.registry import DEFAULT

_FARTHEST = 60_000  # days
_GREATEST_AGE = 150
_MOST_MONTHS, _MOST_RENEW_DAYS = 600, 366


@dataclass(frozen=True, slots=True)
class DraftProblem:
    path: str
    sentence: str

    @property
    def section(self) -> str:
        """Returns the name of the page on which it stands."""
        top = self.path.partition(".")[0]
        return next((page.name for page in SECTIONS if any(part.name == top for part in page.parts)), SECTIONS[0].name)


def list_problems(content: Content, item: Item | None, today: date) -> list[DraftProblem]:
    """Returns everything that keeps the draft from being published, one sentence for each place."""
    checks = (_limits, _steps, _doubled, _conditions, _ranges, _entitled, _code(item), _dates(today), _values, _grants)
    problems: dict[str, str] = {}
    for check in checks:
        for path, sentence in check(content):
            problems.setdefault(path, sentence)
    if not problems:
        problems |= dict(_by_contract(content))
    return [DraftProblem(path, sentence) for path, sentence in problems.items()]


Found = Iterator[tuple[str, str]]


def _values(content: Content) -> Found:
    choices = Choices()
    for part in all_parts():
        for inner, value, path, choosing in list_values(part, content[part.name], part.name, Choosing(content, {}, 0)):
            sentence = _value_problem(inner, value, choosing, choices)
            if sentence:
                yield path.removesuffix("."), sentence


def _value_problem(part: ItemPart, value: Any, choosing: Choosing, choices: Choices) -> str:
    if part.required and (not value.get(DEFAULT) if part.kind is PartKind.WORDING else _is_blank(part, value)):
        return _("This has to be filled in.")
    if part.kind in (PartKind.WORDING, PartKind.LINE):
        return _length_problem(part, value)
    if part.kind in (PartKind.CHOICE, PartKind.CHOICES):
        return _choice_problem(part, value, choosing, choices)
    check = _TYPED.get(part.kind)
    return check(part, value) if check else ""


def _is_blank(part: ItemPart, value: Any) -> bool:
    return value in ("", []) or (value is None and part.fresh != "")


def _length_problem(part: ItemPart, value: Any) -> str:
    texts = {DEFAULT: value or ""} if part.kind is PartKind.LINE else value or {}
    for tag, text in texts.items():
        longest = part.longest if tag == DEFAULT else 2 * part.longest
        if longest and len(text) > longest:
            return _("At most %(most)d characters; these are %(count)d.") % {"most": longest, "count": len(text)}
    return ""


def _number_problem(part: ItemPart, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, int):
        return _("Write a whole number.")
    least = -_FARTHEST if part.name in ("earliest_days", "latest_days") else 0
    if not least <= value <= _FARTHEST:
        return _("From %(least)d to %(most)d.") % {"least": least, "most": _FARTHEST}
    return ""


def _decimal_problem(_part: ItemPart, value: Any) -> str:
    try:
        return "" if not value or Decimal(str(value)).is_finite() else _("Write a number.")
    except InvalidOperation:
        return _("Write a number.")


def _day_problem(_part: ItemPart, value: Any) -> str:
    return "" if not value or parse_day(str(value)) else _("Write a day, as 2026-03-01.")


_TYPED = {PartKind.NUMBER: _number_problem, PartKind.DECIMAL: _decimal_problem, PartKind.DAY: _day_problem}


def _choice_problem(part: ItemPart, value: Any, choosing: Choosing, choices: Choices) -> str:
    if part.open or part.name == "only_if":  # `_conditions` says more of those
        return ""
    offered = {code for code, _label in choices.list_for(part, choosing)}
    chosen = value if isinstance(value, list) else [value] if value else []
    if any(code not in offered or code == OWN for code in chosen):
        return _("What was chosen is not there any more; choose again.")
    return ""


def _limits(content: Content) -> Found:
    for name in ("statutory", "promised"):
        limit = content[name]
        if not isinstance(limit["days"], int) or limit["unit"] == LimitUnit.SAME_DAY:
            continue
        if limit["days"] < 1:
            yield f"{name}.days", _("A limit is at least one day; or choose “on the same day”.")
        if limit["days"] > MAX_DAYS:
            yield f"{name}.days", _("At most %(most)d days.") % {"most": MAX_DAYS}
    legal, promised = content["statutory"], content["promised"]
    numbers = isinstance(legal["days"], int) and isinstance(promised["days"], int)
    if numbers and legal["unit"] == promised["unit"] != LimitUnit.SAME_DAY and promised["days"] > legal["days"]:
        yield "promised.days", _("More than the legal limit.")


def _steps(content: Content) -> Found:
    for place, step in enumerate(content["steps"]):
        if step["department"] == "":
            yield f"steps.{place}.department", _("Say which office does this step.")
        days = step["days"] if isinstance(step["days"], int) else 1
        most = LONGEST_NOTICE if step["public_notice"] else MAX_DAYS
        if days > most or (step["public_notice"] and days < 1):
            yield f"steps.{place}.days", _("From %(least)d to %(most)d.") % {"least": 1, "most": most}
        if step["together"] and place == 0:
            yield f"steps.{place}.together", _("There is no step before it.")


def _doubled(content: Content) -> Found:
    fields = content["form"]["fields"]
    lists = [("papers", [paper["name"].get(DEFAULT) for paper in content["papers"]], "name")]
    lists += [("form.fields", [field["key"] for field in fields], "key")]
    for place, field in enumerate(fields):
        lists.append((f"form.fields.{place}.options", [option["value"] for option in field["options"]], "value"))
    for path, names, name in lists:
        for place, value in enumerate(names):
            if value and names.count(value) > 1:
                yield f"{path}.{place}.{name}", _("This stands here twice: %(value)s.") % {"value": value}


def _conditions(content: Content) -> Found:
    """Yields what is wrong where a question hangs on none asked before it, or on an answer that it cannot have."""
    fields = content["form"]["fields"]
    keys = [field["key"] for field in fields]
    for place, field in enumerate(fields):
        key, _joint, value = (field["only_if"] or "").partition(JOINT)
        path = f"form.fields.{place}.only_if"
        if not key:
            continue
        if key not in keys:
            yield path, _("The question on which this one hangs was taken away. Choose another, or none.")
        elif key not in keys[:place]:
            yield path, _("The question on which this one hangs stands after it. Move it up, or choose another.")
        elif (answers := _answers_of(fields[keys.index(key)])) and value not in answers:
            yield path, _("The answer on which this question hangs was taken away. Choose another.")


def _answers_of(field: dict[str, Any]) -> set[str]:
    if field["kind"] == "yes_no":
        return {"yes", "no"}
    return {option["value"] for option in field["options"]} if field["kind"] in ("choice", "choices") else set()


def _ranges(content: Content) -> Found:
    least, greatest = content["min_age"], content["max_age"]
    for name in ("min_age", "max_age", "agent_under"):
        if isinstance(content[name], int) and content[name] > _GREATEST_AGE:
            yield name, _("From %(least)d to %(most)d.") % {"least": 0, "most": _GREATEST_AGE}
    if isinstance(least, int) and isinstance(greatest, int) and greatest < least:
        yield "max_age", _("Less than the least age.")
    for place, field in enumerate(content["form"]["fields"]):
        path = f"form.fields.{place}"
        if field["kind"] in ("choice", "choices") and not field["options"]:
            yield f"{path}.options", _("Add the answers to choose.")
        if not isinstance(field["max_length"], int) or field["max_length"] < 1:
            yield f"{path}.max_length", _("At least one character.")
        if not _is_pattern(field["pattern"]):
            yield f"{path}.pattern", _("This is no regular expression.")


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _entitled(content: Content) -> Found:
    for place, rule in enumerate(content["entitled"]):
        if not rule["values"]:
            yield f"entitled.{place}.values", _("Choose an answer at least.")
        if bool(rule["nearly"]) != bool(rule["missing"]):
            yield f"entitled.{place}.missing", _("Belongs to those who may come to be entitled, and only with them.")


def _grants(content: Content) -> Found:
    grants = content["grants"]
    months, days = grants["months"], grants["renew_days"]
    if isinstance(months, int) and not 1 <= months <= _MOST_MONTHS:
        yield "grants.months", _("From %(least)d to %(most)d.") % {"least": 1, "most": _MOST_MONTHS}
    if isinstance(days, int) and not 0 <= days <= _MOST_RENEW_DAYS:
        yield "grants.renew_days", _("From %(least)d to %(most)d.") % {"least": 0, "most": _MOST_RENEW_DAYS}
    if months is not None and not (grants["name"] or {}).get(DEFAULT):
        yield "grants.name", _("This has to be filled in.")


def _code(item: Item | None) -> Any:
    def check(content: Content) -> Found:
        if not re.fullmatch("[0-9]{12}", content["code"]):
            yield "code", _("Twelve digits.")
        elif item is not None and content["code"] != item.code:
            yield "code", _("The code of a published item does not change.")
        elif item is None and (other := Item.objects.filter(code=content["code"]).first()):
            yield "code", _("This is the code of “%(name)s”.") % {"name": other.name.in_locale(get_language() or "")}

    return check


def _dates(today: date) -> Any:
    def check(content: Content) -> Found:
        effect, until = parse_date(content["takes_effect"]), parse_date(content["until"])
        if effect is not None and effect < today:
            yield "takes_effect", _("This day is over: choose a later one, or leave it empty to publish at once.")
        if until is not None and until < (effect or today):
            yield "until", _("Before it takes effect.")

    return check


def _by_contract(content: Content) -> Found:
    """Returns the mistakes that the contract finds besides: the editor's own checks say it better, and come first."""
    try:
        row = ItemRow.model_validate(row_data(content, 1))
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            yield ".".join(map(str, problem["loc"])) or "name", wording(problem).in_locale(get_language() or "")
        return
    for place, field in enumerate(row.form.fields):
        for line in check_field(field.model_dump(mode="json"), {}):
            name, _colon, why = line.partition(":")
            yield f"form.fields.{place}.{name if name in type(field).model_fields else 'label'}", why.strip() or line

"""A draft as an item, while it is still being written: what is not right yet has something in its place."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from contract.catalogue import Item as Guide
from contract.field_kinds import get_kind
from contract.fields import Answer
from hub.catalogue.item_checks import DraftProblem
from hub.catalogue.item_json import Content, row_data
from hub.catalogue.item_parts import all_parts
from hub.catalogue.parts import Choosing, ItemPart, PartKind, list_values
from hub.catalogue.rows import ItemRow
from languages.registry import DEFAULT


def build_sample(content: Content, problems: list[DraftProblem], today: date) -> Guide | None:
    """Returns the item with stand-ins where the draft has problems; None where even so it makes none."""
    whole = _copy(content)
    fields = whole["form"]["fields"]
    _mend(whole, {problem.path for problem in problems})
    whole["form"]["fields"] = [field for field in fields if field["kind"] and _is_answerable(field)]
    try:
        row = ItemRow.model_validate(row_data(whole, 1))
    except ValidationError:
        return None
    return Guide.model_validate({name: value for name, value in dict(row).items() if name in Guide.model_fields})


def _is_answerable(field: dict[str, Any]) -> bool:
    return bool(field["options"]) or field["kind"] not in ("choice", "choices")


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(part) for name, part in value.items()}
    return [_copy(part) for part in value] if isinstance(value, list) else value


def _mend(whole: Content, wrong: set[str]) -> None:
    for part in all_parts():
        for inner, _value, path, choosing in list_values(part, whole[part.name], part.name, Choosing(whole, {}, 0)):
            if path.removesuffix(".") in wrong:
                _put(whole, path.removesuffix("."), _stand_in(inner, choosing))


def _stand_in(part: ItemPart, choosing: Choosing) -> Any:
    if part.kind is PartKind.WORDING:
        return {DEFAULT: _("(not filled in yet)")}
    if part.name in ("key", "value"):
        return f"{part.name}_{choosing.place}"
    if part.required and part.choices is not None:
        return next((code for code, _label in part.choices(choosing)), None)
    return part.empty


def _put(whole: Content, path: str, value: Any) -> None:
    *above, last = path.split(".")
    holder: Any = whole
    for name in above:
        holder = holder[int(name)] if isinstance(holder, list) else holder[name]
    holder[int(last) if isinstance(holder, list) else last] = value


def sample_answers(guide: Guide, today: date) -> dict[str, Answer]:
    """Returns invented answers to every question that is asked with them."""
    answers: dict[str, Answer] = {}
    for field in guide.form.fields:
        answers[field.key] = get_kind(field.kind).sample(field, today)
        if field not in guide.form.asked(answers):
            del answers[field.key]
    return answers

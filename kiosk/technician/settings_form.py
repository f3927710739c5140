"""A model's `Settings` as a form: its JSON schema says what each key may be. Tables stay in the file."""

from collections.abc import Mapping
from typing import Any

from contract.forms import Answer, Field, FieldKind, Option
from contract.text import Text
from kiosk.pages.language import language
from kiosk.pages.page_parts import Choice, FilledField
from kiosk.technician import list_fields
from kiosk.technician.setting_words import help_of, label_of, value_of

_NUMBER = r"-?\d{1,9}(\.\d{1,6})?"
_LONGEST = 120
_STRINGS = {"type": "string"}


def form_fields(schema: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[FilledField, ...]:
    """Returns a field for each key that a form can hold, filled with its value, else its default."""
    fields = []
    for key, described in schema.get("properties", {}).items():
        field = _field(key, described)
        if field:
            value = values.get(key, described.get("default"))
            options = tuple(Choice(option.value, option.label.in_locale(language())) for option in field.options)
            answer, words = _answer(field, described, value), help_of(key, described)
            fields.append(FilledField(label_of(key), field, answer, help=words, options=options, latin=True))
    return tuple(fields)


def read_answers(schema: Mapping[str, Any], answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Returns the file's values for these answers; None for a key that has its default. Raises ValueError."""
    values: dict[str, Any] = {}
    for key, described in schema.get("properties", {}).items():
        field = _field(key, described)
        if field is None or key not in answers:
            continue
        value = _value(described, str(answers[key]))
        values[key] = None if value == described.get("default") else value
    return values


def _field(key: str, described: Mapping[str, Any]) -> Field | None:
    label, required = Text.plain(label_of(key)), "default" not in described
    if "enum" in described:
        options = tuple(Option(value=f"o{at}", label=Text.plain(value_of(v))) for at, v in enumerate(described["enum"]))
        return Field(key=key, label=label, kind=FieldKind.CHOICE, options=options)
    text = {"string": "", "number": _NUMBER, "array": list_fields.PATTERN}
    match described.get("type"):
        case "boolean":
            return Field(key=key, label=label, kind=FieldKind.YES_NO)
        case "integer":
            return Field(key=key, label=label, kind=FieldKind.INTEGER, required=required)
        case str(kind) if kind in text and described.get("items", _STRINGS) == _STRINGS:
            return Field(
                key=key,
                label=label,
                kind=FieldKind.TEXT,
                required=required and kind != "array",
                pattern=text[kind],
                max_length=_LONGEST,
            )
    return None


def _answer(field: Field, described: Mapping[str, Any], value: Any) -> Answer:
    if value is None:
        return ""
    if field.kind is FieldKind.YES_NO:
        return "yes" if value else "no"
    if field.kind is FieldKind.CHOICE:
        return f"o{described['enum'].index(value)}" if value in described["enum"] else ""
    if described.get("type") == "array":
        return list_fields.render(value)
    return str(value)


def _value(described: Mapping[str, Any], answer: str) -> Any:
    if "enum" in described:
        return described["enum"][int(answer.removeprefix("o"))]
    match described["type"]:
        case "boolean":
            return answer == "yes"
        case "integer":
            return int(answer) if answer else described.get("default")
        case "number":
            return float(answer) if answer else described.get("default")
        case "array":
            return list_fields.read(answer) or described.get("default")
    return answer

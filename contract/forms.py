"""Forms: which fields an item asks for. Answers are checked by `contract.answers`, on both sides alike."""

from typing import Self

from pydantic import model_validator

from contract.field_kinds import get_kind
from contract.fields import Answer, Answers, Field, FieldKind, Key, OnlyIf, Option
from contract.text import Message

__all__ = ["Answer", "Answers", "Field", "FieldKind", "Form", "Key", "OnlyIf", "Option"]


class Form(Message):
    fields: tuple[Field, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        earlier: set[str] = set()
        for field in self.fields:
            if field.key in earlier:
                raise ValueError(f"two fields named {field.key}")
            if bool(field.options) != get_kind(field.kind).has_options:
                raise ValueError(f"{field.key}: options belong to choices, and choices need them")
            if field.only_if is not None and field.only_if.field not in earlier:
                raise ValueError(f"{field.key}: hangs on {field.only_if.field}, which is not asked before it")
            earlier.add(field.key)
        return self

    def field(self, key: str) -> Field:
        """Returns the field of that key. Raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def asked(self, answers: Answers) -> tuple[Field, ...]:
        """Returns the fields to show for what has been answered so far."""
        return tuple(field for field in self.fields if field.only_if is None or _holds(field.only_if, answers))


def _holds(condition: OnlyIf, answers: Answers) -> bool:
    answer = answers.get(condition.field, "")
    return condition.value == answer or (isinstance(answer, tuple | list) and condition.value in answer)

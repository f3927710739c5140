"""Some of the field's options, by their values."""

from datetime import date

from contract import wording
from contract.field_kinds.base import FieldKindSpec, Mistake, check_option, render_option
from contract.field_kinds.inputs import Control, HtmlInput, OptionButtons
from contract.fields import Answer, Field, Option
from contract.text import Text, text

_ALL = "all"


class _Choices(FieldKindSpec):
    name = text("Any of several")
    editor = OptionButtons(several=True)
    html = HtmlInput(Control.CHECKBOXES, wide=True)
    has_options = True
    is_chosen = True

    def check(self, field: Field, answer: object, today: date, *, required: bool) -> Mistake | None:
        if answer in ("", (), []):
            return ("required", wording.required(field.label, chosen=True)) if required else None
        if not isinstance(answer, tuple | list) or not all(isinstance(value, str) for value in answer):
            return "type", wording.wrong_type(field.label)
        if len(set(answer)) != len(answer):
            return "duplicate", text('"{label}" has the same option twice; choose again.', label=field.label)
        mistakes = (check_option(field.options, field, value) for value in answer)
        return next((mistake for mistake in mistakes if mistake), None)

    def default(self, field: Field, today: date, age: int | None = None) -> Answer:
        """Returns the values that the field names, parted by spaces; `all` for all options."""
        if field.default == _ALL:
            return tuple(option.value for option in field.options)
        return tuple(field.default.split()) or ""

    def tidy(self, answer: Answer) -> Answer:
        return answer

    def render(self, field: Field, value: str) -> Text:
        return render_option(field.options, value)

    def mask(self, field: Field, value: str) -> Text:
        """Returns the labels as they are: an option names no person."""
        return self.render(field, value)

    def sample(self, field: Field, today: date) -> Answer:
        return tuple(option.value for option in field.options[:2])

    def options(self, field: Field) -> tuple[Option, ...]:
        return field.options


KIND = _Choices()

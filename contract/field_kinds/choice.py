"""One of the field's options, by its value."""

from datetime import date

from contract import wording
from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.inputs import Control, HtmlInput, OptionButtons
from contract.fields import Field, Option
from contract.text import Text, text


class _Choice(ValueKind):
    name = text("One of several")
    editor = OptionButtons()
    html = HtmlInput(Control.SELECT)
    has_options = True
    is_chosen = True

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        return check_option(self.options(field), field, value)

    def tidy_value(self, value: str) -> str:
        return tidy_text(value)

    def render(self, field: Field, value: str) -> Text:
        return render_option(self.options(field), value)

    def mask(self, field: Field, value: str) -> Text:
        """As it is: an option names no person."""
        return self.render(field, value)

    def sample(self, field: Field, today: date) -> str:
        return field.options[0].value

    def options(self, field: Field) -> tuple[Option, ...]:
        return field.options

    def parse_fact(self, field: Field, fact: str) -> str:
        """Returns the option of that value or label."""
        named = ((option.value, (option.value, *option.label.root.values())) for option in field.options)
        return next((value for value, names in named if fact in names), "")


def check_option(options: tuple[Option, ...], field: Field, value: str) -> Mistake | None:
    """Returns what is wrong with a value that is none of the options."""
    offered = any(option.value == value for option in options)
    return None if offered else ("choice", wording.choice(field.label))


def render_option(options: tuple[Option, ...], value: str) -> Text:
    """Returns the label of that option; a value that is none of them, as it stands."""
    return next((option.label for option in options if option.value == value), Text.plain(value))


KIND = _Choice()

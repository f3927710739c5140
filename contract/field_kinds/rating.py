"""A rating in five grades, by its name: "very_good" to "very_bad"."""

from datetime import date

from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.choice import check_option, render_option
from contract.field_kinds.inputs import Control, HtmlInput, OptionButtons
from contract.fields import Field, Option
from contract.text import Text, text

_OPTIONS = (
    Option(value="very_good", label=text("★★★★★ Very good")),
    Option(value="good", label=text("★★★★ Good")),
    Option(value="fair", label=text("★★★ Fair")),
    Option(value="bad", label=text("★★ Bad")),
    Option(value="very_bad", label=text("★ Very bad")),
)


class _Rating(ValueKind):
    name = text("Rating")
    editor = OptionButtons()
    html = HtmlInput(Control.SELECT)
    is_chosen = True

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        return check_option(_OPTIONS, field, value)

    def tidy_value(self, value: str) -> str:
        return tidy_text(value)

    def render(self, field: Field, value: str) -> Text:
        return render_option(_OPTIONS, value)

    def mask(self, field: Field, value: str) -> Text:
        """As it is: it names no person."""
        return self.render(field, value)

    def sample(self, field: Field, today: date) -> str:
        return "good"

    def options(self, field: Field) -> tuple[Option, ...]:
        return _OPTIONS


KIND = _Rating()

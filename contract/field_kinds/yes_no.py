"""Yes or no: "yes", "no"."""

from datetime import date

from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.choice import check_option, render_option
from contract.field_kinds.inputs import Control, HtmlInput, OptionButtons
from contract.fields import Field, Option
from contract.text import Text, text

_OPTIONS = (Option(value="yes", label=text("Yes")), Option(value="no", label=text("No")))


class _YesNo(ValueKind):
    name = text("Yes or no")
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
        return "yes"

    def options(self, field: Field) -> tuple[Option, ...]:
        return _OPTIONS


KIND = _YesNo()

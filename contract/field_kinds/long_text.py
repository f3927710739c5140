"""Several lines of text, parted by "\\n"."""

from datetime import date

from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.inputs import Control, HtmlInput, KeyboardEditor
from contract.fields import Field
from contract.numbers import mask_text
from contract.text import Text, text

_SAMPLE = "示例第一行\n示例第二行"


class _Lines(ValueKind):
    name = text("Several lines of text")
    editor = KeyboardEditor(several_lines=True)
    html = HtmlInput(Control.TEXTAREA, wide=True)
    newlines = True
    is_free = True

    def longest(self, field: Field) -> int:
        return field.max_length

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        return None

    def tidy_value(self, value: str) -> str:
        return tidy_text(value.replace("\r\n", "\n"))

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        return Text.plain(mask_text(value))

    def hides(self, field: Field) -> bool:
        """Returns the names of several people, one on each line."""
        return super().hides(field) or field.key.endswith("_names")

    def sample(self, field: Field, today: date) -> str:
        return _SAMPLE[: field.max_length].strip()


KIND = _Lines()

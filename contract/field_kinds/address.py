"""An address in words, on one line: the area, the place, and what is nearer ("幸福社区 幸福里3号楼 2单元501室"). Its
beginning may be chosen from the places of the area (`contract.places`); or it is written as people write it."""

import re
from datetime import date

from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.inputs import AddressEditor, HtmlInput
from contract.fields import Field
from contract.numbers import mask_text
from contract.text import Text, text

_GAPS = re.compile(r"[ \u3000]+")
_SAMPLE = "示例"


class _Address(ValueKind):
    name = text("Address")
    editor = AddressEditor()
    html = HtmlInput(wide=True)
    is_free = True

    def longest(self, field: Field) -> int:
        return field.max_length

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        return None

    def tidy_value(self, value: str) -> str:
        """Puts one gap between the parts."""
        return _GAPS.sub(" ", tidy_text(value))

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        return Text.plain(mask_text(value))

    def sample(self, field: Field, today: date) -> str:
        return _SAMPLE[: field.max_length].strip()

    def parse_fact(self, field: Field, fact: str) -> str:
        return self.tidy_value(fact)


KIND = _Address()

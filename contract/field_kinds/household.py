"""The members of a household, one on each line: name, relation to the applicant, and the ID number where there is one:
"李小明 儿子 110101…"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.identity_number import number_wording
from contract.field_kinds.inputs import Control, HtmlInput, KeyboardEditor
from contract.fields import Field
from contract.numbers import NumberError, mask_name, mask_number, read_identity_number, tidy_number
from contract.text import Text, text

_MOST = 20  # members
_LONGEST = 60 * _MOST  # characters
_GAPS = re.compile(r"[ \t\u3000,，、;；]+")
_SAMPLE = "示例甲 配偶\n示例乙 儿子"


@dataclass(frozen=True, slots=True, repr=False)
class HouseholdMember:
    name: str
    relation: str
    number: str = ""

    def masked(self) -> str:
        return " ".join(filter(None, (mask_name(self.name), self.relation, mask_number(self.number))))


def list_members(value: str) -> Iterator[HouseholdMember | None]:
    """Yields the members of a tidy answer; None for a line that names no relation."""
    for line in value.split("\n"):
        parts = line.split(" ")
        number = parts.pop() if any(map(str.isdecimal, parts[-1])) else ""
        yield HouseholdMember(" ".join(parts[:-1]), parts[-1], number) if len(parts) > 1 else None


class _Household(ValueKind):
    name = text("Household members")
    editor = KeyboardEditor(several_lines=True)
    html = HtmlInput(Control.TEXTAREA, wide=True)
    newlines = True
    names_person = True

    def longest(self, field: Field) -> int:
        return _LONGEST

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        members = list(list_members(value))
        if len(members) > _MOST:
            return "too_many", text('"{label}" takes {most} people at most.', label=field.label, most=_MOST)
        for row, member in enumerate(members, start=1):
            if member is None:
                return "member", text(
                    '"{label}", line {row}: write name, relation, and the ID number where there is one, with gaps '
                    "between them.",
                    label=field.label,
                    row=row,
                )
            if member.number and (mistake := _check_number(member.number, row, today)):
                return mistake
        return None

    def tidy_value(self, value: str) -> str:
        lines = (_GAPS.sub(" ", tidy_text(line)).strip() for line in value.replace("\r\n", "\n").split("\n"))
        return "\n".join(map(_tidy_line, filter(None, lines)))

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        lines = value.split("\n")
        members = zip(lines, list_members(value), strict=True)
        return Text.plain("\n".join(member.masked() if member else mask_name(line) for line, member in members))

    def sample(self, field: Field, today: date) -> str:
        return _SAMPLE


def _tidy_line(line: str) -> str:
    rest, _gap, last = line.rpartition(" ")
    return f"{rest} {tidy_number(last)}" if rest and any(map(str.isdecimal, last)) else line


def _check_number(number: str, row: int, today: date) -> Mistake | None:
    try:
        read_identity_number(number, today)
    except NumberError as error:
        return error.problem.value, number_wording(text("ID number in line {row}", row=row), error.problem)
    return None


KIND = _Household()

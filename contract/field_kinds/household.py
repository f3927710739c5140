"""The members of a household, one on each line: name, relation to the applicant, and the ID number where there is one:
"李小明 儿子 110101…". The usual relations are kept in the default locale's words, and read in every language."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from contract.field_kinds import identity_number
from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.identity_number import number_wording
from contract.field_kinds.inputs import Control, HtmlColumn, HtmlInput, HtmlTable, MemberTable
from contract.fields import Field, FieldKind, Option
from contract.numbers import NumberError, mask_name, read_identity_number, tidy_number
from contract.text import Text, text
from languages.registry import DEFAULT, LOCALES

MOST = 20  # members
_LONGEST = 60 * MOST  # characters
_GAPS = re.compile(r"[ \t\u3000,，、;；]+")
_SAMPLE = "示例甲 配偶\n示例乙 儿子"

RELATIONS: Mapping[str, Text] = {
    "spouse": text("Spouse"),
    "son": text("Son"),
    "daughter": text("Daughter"),
    "father": text("Father"),
    "mother": text("Mother"),
    "brother": text("Brother"),
    "sister": text("Sister"),
    "grandparent": text("Grandparent"),
    "grandchild": text("Grandchild"),
}
OTHER = "other"  # the option for a relation that is written
_KEYS = {wording: key for key, name in RELATIONS.items() for wording in name.root.values()}

RELATION = Field(
    key="member_relation",
    label=text("Relation to the applicant"),
    kind=FieldKind.CHOICE,
    options=(
        *(Option(value=key, label=name) for key, name in RELATIONS.items()),
        Option(value=OTHER, label=text("Another relation")),
    ),
)
WRITTEN_RELATION = Field(
    key="member_written", label=text("Which relation to the applicant?"), kind=FieldKind.TEXT, max_length=12
)
NAME = Field(key="member_name", label=text("Name of this person"), kind=FieldKind.TEXT, max_length=40)
NUMBER = Field(
    key="member_number",
    label=text("ID number of this person"),
    kind=FieldKind.IDENTITY_NUMBER,
    required=False,
    help=text("If you do not have it with you, leave it empty."),
)


@dataclass(frozen=True, slots=True, repr=False)
class HouseholdMember:
    """`relation` is a word; it has no gaps, nor has the number."""

    name: str = ""
    relation: str = ""
    number: str = ""

    @property
    def relation_key(self) -> str:
        """Returns the key in RELATIONS; "" where it is none of them."""
        return _KEYS.get(self.relation, "")

    @property
    def line(self) -> str:
        """Returns the member as a line. What is missing leaves one that is refused."""
        name, relation = _GAPS.sub(" ", self.name).strip(), _GAPS.sub("-", self.relation.strip())
        if not (name and relation):
            name = name.replace(" ", "")
        return " ".join(filter(None, (name, relation, tidy_number(self.number))))

    def in_locale(self, tag: str) -> str:
        return self._words(self.name, tag, self.number)

    def masked(self, tag: str) -> str:
        return self._words(mask_name(self.name), tag, identity_number.KIND.mask(NUMBER, self.number).in_locale(tag))

    def _words(self, name: str, tag: str, number: str) -> str:
        key = self.relation_key
        relation = RELATIONS[key].in_locale(tag) if key else self.relation
        return " ".join(filter(None, (name, relation, number)))


def relation_word(key: str) -> str:
    """Returns the word for this option that is kept; "" for OTHER, which has none."""
    return RELATIONS[key].in_locale(DEFAULT) if key in RELATIONS else ""


def list_members(value: str) -> Iterator[HouseholdMember | None]:
    """Yields the members of a tidy answer; None for a line that names no relation."""
    for line in value.split("\n"):
        parts = line.split(" ")
        number = parts.pop() if any(map(str.isdecimal, parts[-1])) else ""
        yield HouseholdMember(" ".join(parts[:-1]), parts[-1], number) if len(parts) > 1 else None


def parse_members(value: str) -> list[HouseholdMember]:
    """Returns the members of an answer, finished or not; a line of one word is a relation whose name is missing."""
    lines = [line for line in KIND.tidy_value(value).split("\n") if line]
    pairs = zip(lines, list_members("\n".join(lines)), strict=False)
    return [member or HouseholdMember(relation=line) for line, member in pairs]


def build_answer(members: list[HouseholdMember]) -> str:
    """Returns the members as an answer, a line each; a member of whom nothing is filled in has none."""
    return "\n".join(filter(None, (member.line for member in members)))


_TABLE = HtmlTable(
    columns=(
        HtmlColumn("name", NAME.label, NAME.max_length),
        HtmlColumn("relation", RELATION.label, WRITTEN_RELATION.max_length, tuple(RELATIONS.values())),
        HtmlColumn("number", NUMBER.label, longest=40),  # with gaps
    ),
    further=text("More people"),
    most=MOST,
    build_answer=lambda rows: build_answer([HouseholdMember(*row) for row in rows]),
)


class _Household(ValueKind):
    name = text("Household members")
    editor = MemberTable()
    html = HtmlInput(Control.TABLE, wide=True, table=_TABLE)
    newlines = True
    names_person = True

    def longest(self, field: Field) -> int:
        return _LONGEST

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        members = list(list_members(value))
        if len(members) > MOST:
            return "too_many", text('"{label}" takes {most} people at most.', label=field.label, most=MOST)
        rows: dict[str, int] = {}  # by the numbers seen so far
        for row, member in enumerate(members, start=1):
            if member is None:
                return "member", text(
                    '"{label}", line {row}: write name, relation, and the ID number where there is one, with gaps '
                    "between them.",
                    label=field.label,
                    row=row,
                )
            if member.number and (mistake := _check_number(member.number, row, rows, today)):
                return mistake
        return None

    def tidy_value(self, value: str) -> str:
        lines = (_GAPS.sub(" ", tidy_text(line)).strip() for line in value.replace("\r\n", "\n").split("\n"))
        return "\n".join(map(_tidy_line, filter(None, lines)))

    def render(self, field: Field, value: str) -> Text:
        return _show(value, HouseholdMember.in_locale, str)

    def mask(self, field: Field, value: str) -> Text:
        return _show(value, HouseholdMember.masked, mask_name)

    def sample(self, field: Field, today: date) -> str:
        return _SAMPLE


def _show(value: str, member_words: Callable[[HouseholdMember, str], str], other_words: Callable[[str], str]) -> Text:
    rows = list(zip(value.split("\n"), list_members(value), strict=True))
    return Text(
        {
            tag: "\n".join(member_words(member, tag) if member else other_words(line) for line, member in rows)
            for tag in LOCALES
        }
    )


def _tidy_line(line: str) -> str:
    """Returns it with its number in half width, and a usual relation in the word that is kept."""
    words, _gap, last = line.rpartition(" ")
    if not words:
        return line
    if any(map(str.isdecimal, last)):
        return f"{_tidy_relation(words)} {tidy_number(last)}"
    return _tidy_relation(line)


def _tidy_relation(words: str) -> str:
    name, _gap, relation = words.rpartition(" ")
    return f"{name} {relation_word(_KEYS[relation])}" if name and relation in _KEYS else words


def _check_number(number: str, row: int, rows: dict[str, int], today: date) -> Mistake | None:
    label = text("ID number in line {row}", row=row)
    try:
        read_identity_number(number, today)
    except NumberError as error:
        return error.problem.value, number_wording(label, error.problem)
    first = rows.setdefault(number, row)
    if first == row:
        return None
    return "duplicate", text('"{label}" stands in line {first} already; each person once.', label=label, first=first)


KIND = _Household()

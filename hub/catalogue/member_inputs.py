"""The inputs of a household's members on a page: a row each of name, relation and ID number, read as one answer."""

from dataclasses import dataclass
from itertools import zip_longest

from django.http import QueryDict
from django.utils.translation import get_language

from contract.field_kinds.household import (
    MOST,
    NAME,
    NUMBER,
    RELATION,
    RELATIONS,
    WRITTEN_RELATION,
    HouseholdMember,
    build_answer,
)

_SHOWN = 4  # rows; the others are folded away


@dataclass(frozen=True, slots=True, repr=False)
class MemberInputs:
    """`rows` is a page's rows by their numbers from 1: those that are shown, and the `further` ones."""

    rows: list[tuple[int, HouseholdMember]]
    further: list[tuple[int, HouseholdMember]]
    further_filled: bool
    relations: list[str]
    name_label: str
    relation_label: str
    number_label: str
    longest_name: int = NAME.max_length
    longest_relation: int = WRITTEN_RELATION.max_length
    longest_number: int = 40  # characters, with gaps


def member_inputs(sent: QueryDict, name: str) -> MemberInputs:
    """Returns the inputs whose names begin with `name`, and what was sent in them."""
    members = _members(sent, name)
    blanks = [HouseholdMember()] * max(0, MOST - len(members))
    rows = list(enumerate([*members, *blanks], start=1))
    tag = get_language() or ""
    return MemberInputs(
        rows=rows[:_SHOWN],
        further=rows[_SHOWN:],
        further_filled=len(members) > _SHOWN,
        relations=[relation.in_locale(tag) for relation in RELATIONS.values()],
        name_label=NAME.label.in_locale(tag),
        relation_label=RELATION.label.in_locale(tag),
        number_label=NUMBER.label.in_locale(tag),
    )


def members_sent(sent: QueryDict, name: str) -> bool:
    return any(key in sent for key in _keys(name))


def read_members(sent: QueryDict, name: str) -> str:
    """Returns the answer of the rows in which something is written."""
    return build_answer(_members(sent, name))


def _members(sent: QueryDict, name: str) -> list[HouseholdMember]:
    columns = (sent.getlist(key) for key in _keys(name))
    rows = [[cell.strip() for cell in row] for row in zip_longest(*columns, fillvalue="")]
    return [HouseholdMember(*row) for row in rows if any(row)]


def _keys(name: str) -> tuple[str, ...]:
    return tuple(f"{name}.{column}" for column in ("name", "relation", "number"))

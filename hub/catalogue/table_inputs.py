"""The inputs of an answer of several rows on a page, such as the members of a household."""

from dataclasses import dataclass
from itertools import zip_longest

from django.http import QueryDict
from django.utils.translation import get_language

from contract.field_kinds.inputs import HtmlTable

_SHOWN = 4  # rows; the others are folded away


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """`choices` names the list of what is usually written there; "" where there is none."""

    name: str
    label: str
    longest: int  # characters
    choices: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class TableInputs:
    """`rows` is a page's rows by their numbers from 1: those that are shown, and the `further` ones."""

    rows: list[tuple[int, list[Cell]]]
    further: list[tuple[int, list[Cell]]]
    further_title: str
    further_filled: bool
    suggestions: dict[str, list[str]]  # by the name of their list


def table_inputs(table: HtmlTable, sent: QueryDict, name: str) -> TableInputs:
    """Returns the inputs whose names begin with `name`, and what was sent in them."""
    filled = _rows(table, sent, name)
    blanks = [[""] * len(table.columns)] * max(0, table.most - len(filled))
    rows = [(at, _cells(table, row, name)) for at, row in enumerate([*filled, *blanks], start=1)]
    tag = get_language() or ""
    return TableInputs(
        rows=rows[:_SHOWN],
        further=rows[_SHOWN:],
        further_title=table.further.in_locale(tag),
        further_filled=len(filled) > _SHOWN,
        suggestions={
            f"{name}.{column.key}-choices": [words.in_locale(tag) for words in column.suggestions]
            for column in table.columns
            if column.suggestions
        },
    )


def table_sent(table: HtmlTable, sent: QueryDict, name: str) -> bool:
    return any(key in sent for key in _keys(table, name))


def read_table(table: HtmlTable, sent: QueryDict, name: str) -> str:
    """Returns the answer of the rows in which something is written."""
    return table.build_answer(_rows(table, sent, name))


def _cells(table: HtmlTable, row: list[str], name: str) -> list[Cell]:
    tag = get_language() or ""
    return [
        Cell(key, column.label.in_locale(tag), column.longest, f"{key}-choices" if column.suggestions else "", value)
        for column, key, value in zip(table.columns, _keys(table, name), row, strict=True)
    ]


def _rows(table: HtmlTable, sent: QueryDict, name: str) -> list[list[str]]:
    columns = (sent.getlist(key) for key in _keys(table, name))
    rows = [[cell.strip() for cell in row] for row in zip_longest(*columns, fillvalue="")]
    return [row for row in rows if any(row)]


def _keys(table: HtmlTable, name: str) -> list[str]:
    return [f"{name}.{column.key}" for column in table.columns]

"""Cells of CSV files that people open in spreadsheets."""

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for the beginning of a formula
_MARKED_AS_TEXT = re.compile(r'="([^"]*)"')  # so that a spreadsheet takes it for no number
_SPACES = " \t\r\n\u00a0\u3000\u200b\ufeff"


def guarded(cell: str) -> str:
    """Returns a cell that no spreadsheet runs: one that looks like a formula gets a quote before it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def plain(cell: str) -> str:
    """Returns what was meant by a cell that `guarded` or a spreadsheet may have guarded, or marked as text."""
    if cell.startswith("'") and cell[1:].startswith(FORMULA):
        return cell[1:]
    cell = cell.strip(_SPACES)
    marked = _MARKED_AS_TEXT.fullmatch(cell)
    if marked is not None:
        return marked[1].strip(_SPACES)
    return cell[1:].strip(_SPACES) if cell.startswith("'") and cell[1:2].isdecimal() else cell

"""Cells of CSV files that people open in spreadsheets."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for the beginning of a formula


def guarded(cell: str) -> str:
    """Returns a cell that no spreadsheet runs: one that looks like a formula gets a quote before it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def plain(cell: str) -> str:
    """Returns what was meant by a cell that `guarded` or a spreadsheet may have guarded."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell.strip()

"""Cells as spreadsheets write them, as the platform keeps them: days, telephones, names; and numbers they spoilt."""

import re
import unicodedata
from datetime import date, timedelta

from contract.forms import Field, FieldKind
from contract.text import Text, text

_TIME = r"(?:[T ] ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY = re.compile(rf"([0-9]{{4}}) ?[-/.年] ?([0-9]{{1,2}}) ?[-/.月] ?([0-9]{{1,2}}) ?日?{_TIME}")
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL_DAY = re.compile(r"([1-9][0-9]{3,4})(?:\.[0-9]+)?")
_DAY_ZERO = date(1899, 12, 30)  # of a spreadsheet's days, by their number
_LAST_YEAR = 2100  # a number up to it may be a year
_MOBILE = re.compile(r"(?:(?:\+|00)?86-?)?(1[3-9][0-9])-?([0-9]{4})-?([0-9]{4})")
_FIXED = re.compile(r"(?:(?:\+|00)86-?)?\(?0?(10|2[0-9]|[3-9][0-9]{2})\)?-?([2-8][0-9]{6,7})")
_DOT = re.compile(r"\s*[·•・･‧∙⋅●]\s*|(?<=[\u3400-\u9fff])\s*[.．]\s*(?=[\u3400-\u9fff])")
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)


def tidy_cell(field: Field, cell: str) -> str:
    """Returns the cell as a kiosk would have taken it; what is in no form that is known, as it stands."""
    if field.kind is FieldKind.DATE:
        return _tidy_day(unicodedata.normalize("NFKC", cell))
    if field.kind is FieldKind.PHONE:
        return _tidy_phone("".join(unicodedata.normalize("NFKC", cell).split()))
    return _DOT.sub("·", cell) if field.key == "name" else cell


def find_spoilt(field: Field, cell: str) -> tuple[str, Text] | None:
    """Returns what a spreadsheet did to a number that cannot be had back from the file."""
    if _ROUNDED.fullmatch(cell) is None:
        return None
    return "rounded", text(
        'A spreadsheet rounded "{label}" and shows it as 1.1E+17: its last digits are lost. Format the column as text, '
        "and enter the numbers again.",
        label=field.label,
    )


def _tidy_day(cell: str) -> str:
    match = _DAY.fullmatch(cell) or _COMPACT_DAY.fullmatch(cell)
    if match is not None:
        year, month, day = match.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    serial = _SERIAL_DAY.fullmatch(cell)
    if serial is None or int(serial[1]) <= _LAST_YEAR:
        return cell
    return (_DAY_ZERO + timedelta(days=int(serial[1]))).isoformat()


def _tidy_phone(cell: str) -> str:
    mobile, fixed = _MOBILE.fullmatch(cell), _FIXED.fullmatch(cell)
    if mobile is not None:
        return "".join(mobile.groups())
    has_prefix = cell.startswith(("+", "00", "(", "0"))
    return f"0{fixed[1]}-{fixed[2]}" if fixed is not None and has_prefix else cell

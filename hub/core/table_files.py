"""Tables as people send them: workbooks (.xlsx), and CSV in the encodings that spreadsheets write, as rows of text."""

import codecs
import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

from contract.text import Text, text
from hub.core.csv_cells import plain
from hub.core.wording import in_both
from languages.registry import SOURCE

Row = tuple[int, list[str]]
_CHUNK = 1 << 16  # bytes
_LARGEST = 1 << 29  # bytes of a workbook's parts, unpacked
_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
_DELIMITERS = (",", "\t", ";")
_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # of Excel before 2007, and of any workbook with a password


class UnreadableError(Exception):
    """The file is not of the kind that is imported; says why."""

    def __init__(self, message: Text | str) -> None:
        self.message = Text({SOURCE: message}) if isinstance(message, str) else message
        super().__init__(message if isinstance(message, str) else in_both(message, " / "))


def read_rows(file: BinaryIO) -> Iterator[Row]:
    """Returns each row with its number, counted from 1; in CSV, where a cell may have several lines, the line it ends
    on. Raises UnreadableError."""
    beginning = file.read(4)
    file.seek(0)
    if beginning == _OLD_WORKBOOK:
        raise UnreadableError(text("This is an old workbook, or one with a password: save it as .xlsx without one."))
    return _workbook_rows(file) if beginning == _ZIP else _csv_rows(file)


def _csv_rows(file: BinaryIO) -> Iterator[Row]:
    encoding = encoding_of(file)
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding, newline="")
    first = lines.readline()
    lines.seek(0)
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, list(map(plain, cells))
    except csv.Error as error:
        place = {"number": reader.line_num, "reason": str(error)}
        raise UnreadableError(text("line {number} cannot be read: {reason}", **place)) from None


def encoding_of(file: BinaryIO) -> str:
    """Returns UTF-16 where its mark says so, else UTF-8, else GB18030, which spreadsheets write in China. The file is
    read to its end. Raises UnreadableError."""
    file.seek(0)
    is_wide = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableError(text("The file is neither UTF-8 nor GB18030 nor UTF-16 with its mark."))


def _workbook_rows(file: BinaryIO) -> Iterator[Row]:
    """Yields the rows of the first sheet."""
    from openpyxl import load_workbook

    try:
        _check_size(file)
        sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, list(map(_cell_text, values))
    except (zipfile.BadZipFile, SyntaxError, KeyError, IndexError, ValueError, TypeError, EOFError):
        raise UnreadableError(text("This workbook cannot be read: save it again as .xlsx or as CSV.")) from None


def _check_size(file: BinaryIO) -> None:
    """Checks the unpacked size. Raises UnreadableError for a file that would unpack to more than anybody sends."""
    with zipfile.ZipFile(file) as parts:
        if sum(part.file_size for part in parts.infolist()) > _LARGEST:
            raise UnreadableError(text("This workbook is too large: make several of it."))


def _cell_text(value: Any) -> str:
    """Returns what the cell shows; a number whose last digits the spreadsheet did not keep, as it would show it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number_text(value)
        case datetime():
            return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
        case date():
            return value.isoformat()
    return plain(str(value))


def _number_text(value: float) -> str:
    if abs(value) >= _EXACT:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else str(value)


def fold_heading(heading: str) -> str:
    """Returns a column's heading without spaces, widths, capitals, and marks such as of what is required."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold().strip("*:()")


def trim_row(cells: Sequence[str]) -> list[str]:
    """Returns the row without the empty cells at its end, which spreadsheets add."""
    filled = [place for place, cell in enumerate(cells, 1) if cell]
    return list(cells[: filled[-1]]) if filled else []

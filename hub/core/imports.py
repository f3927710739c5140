"""The one way in which files come in: a table read line by line, one report of its mistakes, all of it or nothing.

An app says which columns there are, checks a line and writes it; what is said here holds for every import.
"""

import codecs
import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from contract.text import Text
from hub.core.csv_cells import plain
from hub.core.wording import in_both
from languages.registry import SOURCE

KEPT_MISTAKES = 10_000  # of a report; more are told and counted
_CHUNK = 1 << 16  # bytes


class UnreadableError(Exception):
    """The file is not of the kind that is imported; says why."""


@dataclass(frozen=True, slots=True)
class ImportMistake:
    """`row` is the line of a CSV file, or the place in a JSON list, counted from 1. `column` may be a path within it.

    The message repeats no personal data. `table` is empty where the file holds one table alone.
    """

    row: int
    column: str
    code: str
    message: Text
    table: str = ""

    def __str__(self) -> str:
        place = f"{self.table} {self.row}" if self.table else str(self.row)
        wordings = in_both(self.message, " / ") if len(self.message.root) > 1 else self.message.in_locale(SOURCE)
        return f"{place}: {self.column}: {wordings}"


Tell = Callable[[ImportMistake], object]


def ignore(mistake: ImportMistake) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Report:
    """The result of an import or a dry run, in rows. `left` counts cells of which something better is known.

    `tell` hears of each mistake as it is found; the first KEPT_MISTAKES are in `mistakes`.
    """

    tell: Tell = ignore
    new: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    mistake_count: int = 0
    mistakes: list[ImportMistake] = field(default_factory=list)

    def add(self, mistake: ImportMistake) -> None:
        self.mistake_count += 1
        if len(self.mistakes) < KEPT_MISTAKES:
            self.mistakes.append(mistake)
        self.tell(mistake)


@dataclass(frozen=True, slots=True, repr=False)
class ImportLine:
    """The filled cells of a row by their columns; `row` is its line in the file, counted from 1."""

    row: int
    cells: dict[str, str]
    has_too_many_cells: bool


def read_lines(path: Path, check_header: Callable[[Sequence[str]], None], limit: int) -> Iterator[ImportLine]:
    """Returns the lines of a CSV file in UTF-8 or GB18030 that have anything in them. No error repeats what stands in a
    cell.

    Raises UnreadableError for another kind of file and for more than `limit` lines, OSError.
    """
    with path.open("rb") as file:
        encoding = encoding_of(file)
    with path.open(encoding=encoding, newline="") as text:
        reader = csv.DictReader(text, strict=True)
        try:
            check_header(reader.fieldnames or [])
            yield from _filled_lines(reader, limit)
        except csv.Error as error:
            raise UnreadableError(f"line {reader.line_num}: {error}") from None


def _filled_lines(reader: "csv.DictReader[str]", limit: int) -> Iterator[ImportLine]:
    count = 0
    for row in reader:
        cells = {name: plain(cell) for name, cell in row.items() if isinstance(cell, str) and cell.strip()}
        has_too_many_cells = None in row
        if cells or has_too_many_cells:
            count += 1
            yield ImportLine(reader.line_num, cells, has_too_many_cells)
        if count > limit:
            raise UnreadableError(f"超过{limit}行，请分成几个文件 / more than {limit} rows: make several files of it")


def encoding_of(file: BinaryIO) -> str:
    """UTF-8, else GB18030, which spreadsheets write in China. The file is read to its end. Raises UnreadableError."""
    for encoding in ("utf-8-sig", "gb18030"):
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableError("neither UTF-8 nor GB18030")


class _Undone(Exception):
    """The transaction is rolled back."""


def import_whole(
    go_through: Callable[[Report], None], finish: Callable[[Report], None], report: Report, *, dry_run: bool = False
) -> Report:
    """Goes through the file and finishes in one transaction, which is undone where there are mistakes and on a dry
    run."""
    with suppress(_Undone), transaction.atomic():
        go_through(report)
        if dry_run or report.mistake_count:
            raise _Undone
        finish(report)
    return report


def run_command(file: Path, run: Callable[[Tell], Report], summary: str) -> int:
    """Runs an import for the command line and returns the exit status; `summary` is a format string of the report.

    Each mistake goes to standard output on a line of its own.
    """
    try:
        report = run(print)
    except (OSError, UnreadableError) as error:
        print(f"hub: {file}: {error}", file=sys.stderr)
        return 1
    print(f"{summary.format(report=report)}, {report.mistake_count} mistakes")
    return 1 if report.mistake_count else 0

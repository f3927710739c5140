"""The one way in which files come in: a table read line by line, one report of its mistakes, all of it or nothing.

An app says which columns there are, checks a line and writes it; what is said here holds for every import.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from contract.text import Text, text
from hub.core.table_files import Row, UnreadableError, read_rows, trim_row
from hub.core.wording import in_both
from languages.registry import SOURCE, find_tag

KEPT_MISTAKES = 10_000  # of a report; more are told and counted


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
        return self.in_locale(None)

    def in_locale(self, tag: str | None) -> str:
        """Returns the mistake on one line; for a reader whose language is not known, in both."""
        place = f"{self.table} {self.row}" if self.table else str(self.row)
        if tag is None:
            return f"{place}: {self.column}: {_wording(self.message, tag)}"
        values = {"place": place, "column": self.column, "message": self.message}
        return text("Row {place}, column {column}: {message}", **values).in_locale(tag)


def _wording(sentence: Text, tag: str | None) -> str:
    if tag is not None:
        return sentence.in_locale(tag)
    return in_both(sentence, " / ") if len(sentence.root) > 1 else sentence.in_locale(SOURCE)


Tell = Callable[[ImportMistake], object]


def ignore(mistake: ImportMistake) -> None:
    """Does nothing, where no mistakes are reported."""


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


def read_lines(
    path: Path, check_header: Callable[[Sequence[str]], None], limit: int, present_name: Callable[[str], str] = str
) -> Iterator[ImportLine]:
    """Yields the lines of a table that have anything in them; the first one names the columns, by what `present_name`
    makes of it. No error repeats what stands in a cell.

    Raises UnreadableError for another kind of file and for more than `limit` lines, OSError.
    """
    with path.open("rb") as file:
        rows = read_rows(file)
        _row, cells = next(rows, (0, []))
        header = list(map(present_name, trim_row(cells)))
        check_header(header)
        yield from _filled_lines(rows, header, limit)


def _filled_lines(rows: Iterable[Row], header: Sequence[str], limit: int) -> Iterator[ImportLine]:
    count = 0
    for number, cells in rows:
        row = trim_row(cells)
        if row:
            count += 1
            filled = {name: cell for name, cell in zip(header, row, strict=False) if cell}
            yield ImportLine(number, filled, len(row) > len(header))
        if count > limit:
            raise UnreadableError(text("There are more than {limit} rows: make several files of it.", limit=limit))


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


def run_command(file: Path, run: Callable[[Tell], Report], summary: Text, *, dry_run: bool = False) -> int:
    """Runs an import for the command line and returns the exit status; `summary` has places for the report's counts.

    Each mistake goes to standard output on a line of its own, in the language of the terminal; the last line says
    whether anything was written.
    """
    tag = _terminal_language()
    try:
        report = run(lambda mistake: print(mistake.in_locale(tag)))
    except UnreadableError as error:
        print(f"hub: {file}: {_wording(error.message, tag)}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"hub: {file}: {error}", file=sys.stderr)
        return 1
    print(_wording(_outcome(report, summary, dry_run), tag))
    return 1 if report.mistake_count else 0


def _outcome(report: Report, summary: Text, dry_run: bool) -> Text:
    if report.mistake_count:
        return text("Nothing was imported. Mistakes: {count}.", count=report.mistake_count)
    counts = {"new": report.new, "changed": report.changed, "same": report.same, "left": report.left}
    content = Text({tag: sentence.format(**counts) for tag, sentence in summary.root.items()})
    if dry_run:
        return text("A trial: nothing was written. It would be: {content}", content=content)
    return text("Imported: {content}", content=content)


def _terminal_language() -> str | None:
    """Returns the language that the terminal is set to; None where it is set to none that is known."""
    settings = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, settings), "").partition(".")[0]
    return find_tag(locale) or find_tag(locale.partition("_")[0])

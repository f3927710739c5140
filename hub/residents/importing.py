"""Residents come in from another system's file: all of them or none. A dry run tells every problem and writes nothing.

The file is read once, a batch of rows at a time, and checked; what it said is written from memory, in one transaction.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from contract.answers import check_answers, clean_answers
from contract.numbers import read_identity_number
from contract.problems import FieldProblem
from contract.text import Text, text
from hub.audit.services import record as audit
from hub.core.clock import local_day
from hub.core.imports import ImportLine, ImportMistake, Report, Tell, import_whole, read_lines
from hub.residents.import_cells import find_spoilt, tidy_cell
from hub.residents.import_columns import columns
from hub.residents.import_header import ResidentsHeader
from hub.residents.import_writing import Batch, CheckedRow
from hub.residents.models import CARD_NUMBER

_BATCH_ROWS = 500
_MOST_ROWS = 100_000


def import_residents(path: Path, tell: Tell, now: datetime, dry_run: bool = False) -> Report:
    """Imports the file and reports each mistake as it is found. Raises UnreadableError, OSError."""
    report, batches = Report(tell), []
    for rows in _read(path, now, report):
        batch = _check_batch(rows, now, report)
        if not (dry_run or report.mistake_count):
            batches.append(batch.rows)
    if dry_run or report.mistake_count:
        return report
    return import_whole(partial(_write, batches, now), _record_event, Report(tell))


def _record_event(report: Report) -> None:
    counts = {"new": report.new, "changed": report.changed, "same": report.same, "left": report.left}
    audit(None, "import residents", "residents", counts)


def _read(path: Path, now: datetime, report: Report) -> Iterator[list[CheckedRow]]:
    """Yields the rows of the file in which nothing is wrong, a batch at a time."""
    reading = _ResidentsReading(now, report)
    header = ResidentsHeader(reading.form)
    lines = read_lines(path, header.check, _MOST_ROWS, header.find_column)
    while batch := list(islice(lines, _BATCH_ROWS)):
        yield [row for line in batch if (row := reading.read(line)) is not None]


def _check_batch(rows: list[CheckedRow], now: datetime, report: Report) -> Batch:
    """Returns the batch beside what is known of these residents now, without rows of another's card."""
    batch = Batch.of(rows, now)
    lines = {row.line for row in rows if batch.has_anothers_card(row)}
    for line in sorted(lines):
        report.add(ImportMistake(line, CARD_NUMBER, *_ANOTHERS))
    batch = batch.without(lines)
    report.new += batch.new
    report.changed += batch.changed
    report.same += len(batch.rows) - batch.new - batch.changed
    report.left += batch.left
    return batch


def _write(batches: list[list[CheckedRow]], now: datetime, report: Report) -> None:
    """Writes the rows, held against what is known now: somebody may have come since the file was checked."""
    for rows in batches:
        batch = _check_batch(rows, now, report)
        if not report.mistake_count:
            batch.write()


class _ResidentsReading:
    """The file as it goes: what it has had so far."""

    def __init__(self, now: datetime, report: Report) -> None:
        self.form = columns()
        self._fields = {field.key: field for field in self.form.fields}
        self._now, self._report = now, report
        self._lines: dict[str, dict[str, int]] = {"number": {}, CARD_NUMBER: {}}

    def read(self, line: ImportLine) -> CheckedRow | None:
        """Returns the row as it is stored; None where something is wrong with it."""
        typed = {key: tidy_cell(self._fields[key], cell) for key, cell in line.cells.items()}
        cells = {key: str(answer) for key, answer in clean_answers(self.form, typed).items()}
        problems = list(self._problems(line, typed, cells)) or list(self._unlike(cells))
        for problem in problems:
            self._report.add(ImportMistake(line.row, problem.field, problem.code, problem.message))
        return None if problems else CheckedRow.of(line.row, cells, self._now)

    def _problems(self, line: ImportLine, typed: dict[str, str], cells: dict[str, str]) -> Iterator[FieldProblem]:
        spoilt = {key: why for key, cell in typed.items() if (why := find_spoilt(self._fields[key], cell))}
        yield from (_problem(key, *why) for key, why in spoilt.items())
        checked = check_answers(self.form, typed, local_day(self._now))
        yield from (problem for problem in checked if problem.field not in spoilt)
        for key, rows_by_value in self._lines.items():
            if key in cells and (first := rows_by_value.setdefault(cells[key], line.row)) != line.row:
                yield _problem(key, "twice", text("This stands in row {row} already.", row=first))
        if line.has_too_many_cells:
            yield _problem("row", "cells", text("There are more cells than columns."))

    def _unlike(self, cells: dict[str, str]) -> Iterator[FieldProblem]:
        """Yields what the ID number tells too."""
        read = read_identity_number(cells["number"], local_day(self._now))
        values = {"birth": read.birth.isoformat() if read.birth else None, "sex": read.sex}
        for key, value in values.items():
            if value not in (None, cells.get(key, value)):
                yield _problem(key, *_UNLIKE)


_UNLIKE = ("unlike", text("This does not go with the ID number."))
_ANOTHERS = ("taken", text("This card is known as another resident's."))


def _problem(field: str, code: str, message: Text) -> FieldProblem:
    return FieldProblem(field=field, code=code, message=message)

"""Residents come in from another system's file: all of them or none. A dry run tells every problem and writes nothing.

The file is gone through twice, a batch of rows at a time: once to check it all, and once to write, checked again.
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
    report = Report(tell)
    _go_through(path, now, False, report)
    if dry_run or report.mistake_count:
        return report
    return import_whole(partial(_go_through, path, now, True), _record_event, Report(tell))


def _record_event(report: Report) -> None:
    counts = {"new": report.new, "changed": report.changed, "same": report.same, "left": report.left}
    audit(None, "import residents", "residents", counts)


def _go_through(path: Path, now: datetime, writes: bool, report: Report) -> None:
    importing = _ResidentsImport(now, writes, report)
    header = ResidentsHeader(importing.form)
    lines = read_lines(path, header.check, _MOST_ROWS, header.find_column)
    while batch := list(islice(lines, _BATCH_ROWS)):
        importing.take(batch)


class _ResidentsImport:
    """One pass through the file as it goes: what it has seen."""

    def __init__(self, now: datetime, writes: bool, report: Report) -> None:
        self.form = columns()
        self._fields = {field.key: field for field in self.form.fields}
        self._now, self._writes, self._report = now, writes, report
        self._seen: dict[str, dict[str, int]] = {"number": {}, CARD_NUMBER: {}}

    def take(self, lines: list[ImportLine]) -> None:
        rows = [row for line in lines if (row := self._checked(line)) is not None]
        batch = Batch.of(rows, self._now)
        taken = {row.line for row in rows if batch.has_anothers_card(row)}
        for line in sorted(taken):
            self._report.add(ImportMistake(line, CARD_NUMBER, *_ANOTHERS))
        batch = batch.without(taken)
        self._count(batch)
        if self._writes and not self._report.mistake_count:
            batch.write()

    def _count(self, batch: Batch) -> None:
        self._report.new += batch.new
        self._report.changed += batch.changed
        self._report.same += len(batch.rows) - batch.new - batch.changed
        self._report.left += batch.left

    def _checked(self, line: ImportLine) -> CheckedRow | None:
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
        for key, rows_by_value in self._seen.items():
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

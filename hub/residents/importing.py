"""Residents come in from another system's file: all of them or none. A dry run tells every problem and writes nothing.

The file is gone through twice, a batch of rows at a time: once to check it all, and once to write, checked again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from contract.answers import check_answers, clean_answers
from contract.numbers import read_identity_number
from contract.problems import FieldProblem
from contract.text import Text, text
from hub.audit.services import record as audit
from hub.core.clock import local_day
from hub.core.wording import in_both
from hub.residents.import_columns import columns
from hub.residents.import_file import Line, read_lines
from hub.residents.import_writing import Batch, Row
from hub.residents.models import CARD_NUMBER

_AT_ONCE = 500  # rows in a batch


@dataclass(frozen=True, slots=True)
class Mistake:
    """`row` is the line of the file. What stands in the cell is never repeated."""

    row: int
    problem: FieldProblem

    def __str__(self) -> str:
        return f"{self.row}: {self.problem.field}: {in_both(self.problem.message, ' / ')}"


@dataclass(slots=True)
class Report:
    """Of residents; `left` counts the facts of which something newer or better is known."""

    new: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    mistakes: int = 0


class _Undone(Exception):
    """What was good a moment ago is so no longer."""


def import_residents(
    path: Path, add_timeline_entry: Callable[[Mistake], None], now: datetime, dry_run: bool = False
) -> Report:
    """Each mistake is told as it is found. Raises UnreadableError, OSError."""
    report = _go_through(path, add_timeline_entry, now, writes=False)
    if dry_run or report.mistakes:
        return report
    try:
        with transaction.atomic():
            report = _go_through(path, add_timeline_entry, now, writes=True)
            if report.mistakes:
                raise _Undone
            counts = {"new": report.new, "changed": report.changed, "same": report.same, "left": report.left}
            audit(None, "import residents", "residents", counts)
    except _Undone:
        pass
    return report


def _go_through(path: Path, add_timeline_entry: Callable[[Mistake], None], now: datetime, writes: bool) -> Report:
    going = _Importing(add_timeline_entry, now, writes)
    lines = read_lines(path, [field.key for field in going.form.fields])
    while batch := list(islice(lines, _AT_ONCE)):
        going.take(batch)
    return going.report


class _Importing:
    """One pass through the file as it goes: what it has counted and seen."""

    def __init__(self, add_timeline_entry: Callable[[Mistake], None], now: datetime, writes: bool) -> None:
        self.form, self.report = columns(), Report()
        self._tell, self._now, self._writes = add_timeline_entry, now, writes
        self._seen: dict[str, dict[str, int]] = {"number": {}, CARD_NUMBER: {}}

    def take(self, lines: list[Line]) -> None:
        rows = [row for line in lines if (row := self._checked(line)) is not None]
        batch = Batch.of(rows, self._now)
        taken = {row.line for row in rows if batch.has_anothers_card(row)}
        self._count(Mistake(row, _problem(CARD_NUMBER, *_ANOTHERS)) for row in sorted(taken))
        batch = batch.without(taken)
        self._add(batch)
        if self._writes and not self.report.mistakes:
            batch.write()

    def _add(self, batch: Batch) -> None:
        self.report.new += batch.new
        self.report.changed += batch.changed
        self.report.same += len(batch.rows) - batch.new - batch.changed
        self.report.left += batch.left

    def _count(self, mistakes: Iterable[Mistake]) -> int:
        found = list(mistakes)
        self.report.mistakes += len(found)
        for mistake in found:
            self._tell(mistake)
        return len(found)

    def _checked(self, line: Line) -> Row | None:
        """The row as it is kept; None where something is wrong with it."""
        today = local_day(self._now)
        cells = {key: str(answer) for key, answer in clean_answers(self.form, line.cells).items()}
        problems = [*check_answers(self.form, line.cells, today), *self._twice(line.row, cells)]
        if line.too_many:
            problems.append(_problem("row", "cells", text("There are more cells than columns.")))
        if not problems:
            read = read_identity_number(cells["number"], today)
            said = {"birth": read.birth.isoformat() if read.birth else None, "sex": read.sex}
            problems += [
                _problem(key, *_UNLIKE) for key, value in said.items() if value not in (None, cells.get(key, value))
            ]
        return (
            None
            if self._count(Mistake(line.row, problem) for problem in problems)
            else Row.of(line.row, cells, self._now)
        )

    def _twice(self, row: int, cells: dict[str, str]) -> Iterator[FieldProblem]:
        for key, seen in self._seen.items():
            if key in cells and (first := seen.setdefault(cells[key], row)) != row:
                yield _problem(key, "twice", text("This stands in row {row} already.", row=first))


_UNLIKE = ("unlike", text("This does not go with the ID number."))
_ANOTHERS = ("taken", text("This card is known as another resident's."))


def _problem(field: str, code: str, message: Text) -> FieldProblem:
    return FieldProblem(field=field, code=code, message=message)

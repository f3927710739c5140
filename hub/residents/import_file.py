"""A file of residents, line by line: CSV in UTF-8 or GB18030. No error repeats what stands in a cell."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from hub.catalogue.spreadsheets import UnreadableError, encoding_of
from hub.core.csv_cells import plain
from hub.residents.import_columns import NEEDED

_MOST = 100_000  # rows


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """The filled cells of a row by their columns; `row` is its line in the file, counted from 1."""

    row: int
    cells: dict[str, str]
    too_many: bool  # more cells than columns


def read_lines(path: Path, known: Collection[str]) -> Iterator[Line]:
    """Raises UnreadableError, OSError."""
    with path.open("rb") as file:
        encoding = encoding_of(file)
    with path.open(encoding=encoding, newline="") as text:
        yield from _lines(csv.DictReader(text, strict=True), known)


def _lines(reader: "csv.DictReader[str]", known: Collection[str]) -> Iterator[Line]:
    count = 0
    try:
        _check_header(reader.fieldnames or [], known)
        for row in reader:
            cells = {name: plain(cell) for name, cell in row.items() if isinstance(cell, str) and cell.strip()}
            too_many = None in row
            if cells or too_many:
                count += 1
                yield Line(reader.line_num, cells, too_many)
            if count > _MOST:
                raise UnreadableError(
                    f"超过{_MOST}行，请分成几个文件 / more than {_MOST} rows: make several files of it"
                )
    except csv.Error as error:
        raise UnreadableError(f"line {reader.line_num}: {error}") from None


def _check_header(header: Collection[str], known: Collection[str]) -> None:
    """A file without a header has somebody's data there: what is wrong is named by its place."""
    names = list(header)
    wrong = [place for place, name in enumerate(names, 1) if name not in known or name in names[: place - 1]]
    missing = [name for name in NEEDED if name not in names]
    if not wrong and not missing:
        return
    places, may = ", ".join(map(str, wrong)), ", ".join(known)
    parts = [f"第{places}列无法识别或重复 / columns {places} are unknown or repeated"] if wrong else []
    parts += [f"缺少列 / missing columns: {', '.join(missing)}"] if missing else []
    raise UnreadableError(f"{'; '.join(parts)}; 可以有 / there may be: {may}")

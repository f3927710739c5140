"""Covers what holds for every import: the report of its mistakes, the reading of a table, and the command line."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from contract.text import Text
from hub.core.imports import KEPT_MISTAKES, ImportMistake, Report, Tell, read_lines, run_command
from hub.core.table_files import UnreadableError

SUMMARY = Text({"zh-Hans": "{new}, {same}", "en": "{new} new, {same} the same"})


def a_zip(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        for name in names:
            parts.writestr(name, "<broken")
    return file.getvalue()


BROKEN = (a_zip("mimetype"), a_zip("[Content_Types].xml", "xl/workbook.xml"))
BAD = ImportMistake(3, "phone", "phone", Text({"zh-Hans": "电话不对。", "en": "No telephone number."}))


@pytest.fixture(autouse=True)
def _terminal_of_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def any_header(names: Sequence[str]) -> None:
    assert names


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_a_mistake_names_its_place_and_speaks_both_languages() -> None:
    assert str(BAD) == "3: phone: 电话不对。 / No telephone number."
    assert str(ImportMistake(3, "code", "refused", Text({"en": "No code."}), "items")) == "items 3: code: No code."


def test_all_mistakes_are_told_and_counted_and_not_all_are_kept() -> None:
    told: list[ImportMistake] = []
    report = Report(told.append)
    for _ in range(KEPT_MISTAKES + 1):
        report.add(BAD)
    assert (len(told), report.mistake_count, len(report.mistakes)) == (
        KEPT_MISTAKES + 1,
        KEPT_MISTAKES + 1,
        KEPT_MISTAKES,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_lines_have_their_number_in_the_file_and_only_filled_cells(file: Path, encoding: str) -> None:
    file.write_bytes("name,note\n赵㐂䶮, \n\n,\n李四,'=1,more\n".encode(encoding))
    lines = list(read_lines(file, any_header, 10))
    assert [(line.row, line.cells, line.has_too_many_cells) for line in lines] == [
        (2, {"name": "赵㐂䶮"}, False),
        (5, {"name": "李四", "note": "=1"}, True),
    ]
    assert "李四" not in repr(lines)


def test_a_workbook_is_read_as_its_table_shows_it(file: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["name", " note ", None])
    sheet.append(["赵㐂䶮", date(1990, 1, 1), None])
    sheet.append([None, None, None])
    sheet.append(["李四", 13912345678, "more"])
    sheet.append(["吴六", 110101199001011077])
    sheet.append([" 周五\u00a0", datetime(2026, 11, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None)])
    book.save(file)
    lines = [(line.row, line.cells.get("note"), line.has_too_many_cells) for line in read_lines(file, any_header, 10)]
    assert lines == [
        (2, "1990-01-01", False),
        (4, "13912345678", True),
        (5, "1.10101E+17", False),
        (6, "2026-11-01 09:30:00", False),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_cells_marked_as_text_and_other_delimiters_are_read(file: Path, delimiter: str) -> None:
    row = delimiter.join(['"=""0139"""', "'0139", "\u3000=甲", "''"])
    file.write_text(f"{delimiter.join('abcd')}\n{row}\n", "utf-16")
    (line,) = read_lines(file, any_header, 10)
    assert list(line.cells.values()) == ["0139", "0139", "=甲", "''"]


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0old", b"PK\x03\x04" + b"\0" * 60, *BROKEN])
def test_a_workbook_that_cannot_be_read_is_told_so(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(UnreadableError, match=r"workbook|neither"):
        list(read_lines(file, any_header, 10))


def test_a_file_with_too_many_rows_or_of_no_encoding_is_refused(file: Path) -> None:
    file.write_text("name\n" + "x\n" * 3)
    with pytest.raises(UnreadableError, match="more than 2 rows"):
        list(read_lines(file, any_header, 2))
    file.write_bytes(b"name\n\xff\xff\n")
    with pytest.raises(UnreadableError, match="neither UTF-8 nor GB18030"):
        list(read_lines(file, any_header, 2))


def test_the_command_line_tells_each_mistake_and_refuses(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(tell: Tell) -> Report:
        report = Report(tell, new=2)
        report.add(BAD)
        return report

    assert run_command(file, run, SUMMARY) == 1
    assert capsys.readouterr().out == f"{BAD}\n未导入任何内容，共有错误1处。 / Nothing was imported. Mistakes: 1.\n"
    assert run_command(file, lambda tell: Report(tell, same=1), SUMMARY) == 0
    assert capsys.readouterr().out == "已导入：0, 1 / Imported: 0 new, 1 the same\n"
    assert run_command(file, lambda tell: Report(tell, new=3), SUMMARY, dry_run=True) == 0
    assert "未写入任何内容" in capsys.readouterr().out


def test_the_command_line_speaks_the_language_of_its_terminal(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(tell: Tell) -> Report:
        report = Report(tell, new=2)
        report.add(BAD)
        return report

    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert run_command(file, run, SUMMARY) == 1
    assert capsys.readouterr().out == "第3行phone列：电话不对。\n未导入任何内容，共有错误1处。\n"
    monkeypatch.delenv("LC_ALL")
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert run_command(file, run, SUMMARY) == 1
    assert capsys.readouterr().out.startswith("Row 3, column phone: No telephone number.\n")


def test_the_command_line_says_of_a_file_that_it_cannot_be_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(_tell: Tell) -> Report:
        raise UnreadableError("neither UTF-8 nor GB18030")

    assert run_command(file, run, SUMMARY) == 1
    assert capsys.readouterr().err == f"hub: {file}: neither UTF-8 nor GB18030\n"

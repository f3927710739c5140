"""Covers what holds for every import: the report of its mistakes, the reading of a table, and the command line."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from contract.text import Text
from hub.core.imports import KEPT_MISTAKES, ImportMistake, Report, Tell, UnreadableError, read_lines, run_command

BAD = ImportMistake(3, "phone", "phone", Text({"zh-Hans": "电话不对。", "en": "No telephone number."}))


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lines_have_their_number_in_the_file_and_only_filled_cells(file: Path, encoding: str) -> None:
    file.write_bytes("name,note\n赵㐂䶮, \n\n,\n李四,'=1,more\n".encode(encoding))
    lines = list(read_lines(file, any_header, 10))
    assert [(line.row, line.cells, line.has_too_many_cells) for line in lines] == [
        (2, {"name": "赵㐂䶮"}, False),
        (5, {"name": "李四", "note": "=1"}, True),
    ]
    assert "李四" not in repr(lines)


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

    assert run_command(file, run, "{report.new} new") == 1
    assert capsys.readouterr().out == f"{BAD}\n2 new, 1 mistakes\n"
    assert run_command(file, lambda tell: Report(tell, same=1), "{report.same} the same") == 0


def test_the_command_line_says_of_a_file_that_it_cannot_be_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(_tell: Tell) -> Report:
        raise UnreadableError("neither UTF-8 nor GB18030")

    assert run_command(file, run, "") == 1
    assert capsys.readouterr().err == f"hub: {file}: neither UTF-8 nor GB18030\n"

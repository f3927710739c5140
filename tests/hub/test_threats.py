"""docs/threats.md: every row names tests that exist, and every point of the checklist names a row."""

import re
from pathlib import Path

import pytest

from hub.operations.assess import _CHECKS
from hub.operations.threats import THREATS

ROOT = Path(__file__).resolve().parents[2]
_ROW = re.compile(r"^\| (T\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = {row[0]: row for row in _ROW.findall((ROOT / "docs/threats.md").read_text("utf-8"))}


def test_the_rows_are_numbered_without_holes() -> None:
    assert list(ROWS) == [f"T{number}" for number in range(1, len(ROWS) + 1)]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_says_who_and_what_and_has_a_test_that_exists(row: str) -> None:
    assert all(cell.strip() for cell in ROWS[row])
    files = re.findall(r"`(tests/[\w/]+\.py)`", ROWS[row][-1])
    assert files
    for file in files:
        assert "\ndef test_" in (ROOT / file).read_text("utf-8"), file


def test_the_checklist_names_rows_that_are_there() -> None:
    assert set(THREATS.values()) <= ROWS.keys()
    assert THREATS.keys() <= _CHECKS.keys()
    for name in ("confidential items", "cards shown", "keys", "audit trail", "second factor"):
        assert name in THREATS

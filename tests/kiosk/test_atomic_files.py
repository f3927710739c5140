"""Files are written whole, even where others write them at the same time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.storage.atomic_files import write_safely
from tests.kiosk.full_disk import full_disk


def test_many_who_write_one_file_leave_one_whole_one(tmp_path: Path) -> None:
    contents = [bytes([number]) * 5000 for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: write_safely(tmp_path / "file", content), contents))
    assert (tmp_path / "file").read_bytes() in contents
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_on_a_full_disk_the_file_before_stays_and_nothing_else(tmp_path: Path) -> None:
    write_safely(tmp_path / "file", b"before")
    with full_disk(), pytest.raises(OSError, match="too large"):
        write_safely(tmp_path / "file", b"after")
    assert (tmp_path / "file").read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]

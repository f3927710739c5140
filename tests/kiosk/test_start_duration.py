"""How long a start takes is said from the one before."""

from pathlib import Path

import pytest

from kiosk.app import start_duration
from kiosk.app.start import first_page


def test_the_first_page_says_how_long_the_last_start_took(tmp_path: Path) -> None:
    first = first_page("Community Centre", "en", tmp_path).starting
    assert first is not None
    assert first > 0
    start_duration.record(tmp_path, 3.2)
    assert first_page("Community Centre", "en", tmp_path).starting == 4


@pytest.mark.parametrize("content", [b"", b"soon", b"-3", b"\xff", b"99999999"])
def test_a_damaged_file_is_no_reason_not_to_start(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "start-seconds").write_bytes(content)
    assert 1 <= start_duration.estimate(tmp_path) <= 600


def test_a_full_disk_is_none_either(tmp_path: Path) -> None:
    start_duration.record(tmp_path / "missing", 3.0)
    assert start_duration.estimate(tmp_path / "missing") > 0

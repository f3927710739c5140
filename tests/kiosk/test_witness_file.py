"""The lines about the hub's audit log that a kiosk keeps."""

from pathlib import Path

from kiosk.storage import witness_file
from kiosk.storage.witness_file import WitnessFile


def test_each_line_is_kept_once(tmp_path: Path) -> None:
    file = WitnessFile(tmp_path)
    for line in ("1 a", "1 a", "", "1 b", "two\nlines"):
        file.keep(line)
    WitnessFile(tmp_path).keep("1 c")
    assert (tmp_path / witness_file.NAME).read_text().splitlines() == ["1 a", "1 b", "1 c"]


def test_an_old_file_makes_room(tmp_path: Path) -> None:
    (tmp_path / witness_file.NAME).write_bytes(b"x" * 4_000_001)
    WitnessFile(tmp_path).keep("1 a")
    assert (tmp_path / witness_file.NAME).read_text() == "1 a\n"
    assert (tmp_path / "hub-witness.log.1").stat().st_size == 4_000_001

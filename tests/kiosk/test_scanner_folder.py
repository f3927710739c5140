"""What a scanner drops into its folder while a visit waits is taken, whole, and taken away; nothing else is."""

import os
import time
from pathlib import Path

import pytest

from contract.uploads import LARGEST_FILE
from kiosk.hub_link.scanner_folder import FolderFault, ScannedFile, ScannerFolder

_PATIENCE = 30.0  # seconds


def waits(folder: ScannerFolder) -> ScannedFile:
    until = time.monotonic() + _PATIENCE
    while (file := folder.find()) is None:
        assert time.monotonic() < until, "nothing was found"
    return file


def test_what_arrives_is_taken_away_and_what_lay_there_stays(tmp_path: Path) -> None:
    old = tmp_path / "0001.pdf"
    old.write_bytes(b"another resident's")
    folder = ScannerFolder(tmp_path)
    (tmp_path / "0002.pdf").write_bytes(b"mine")
    file = waits(folder)
    assert (file.name, folder.take(file)) == ("0002.pdf", b"mine")
    assert [path.name for path in tmp_path.iterdir()] == ["0001.pdf"]
    old.write_bytes(b"written again under the same name")
    assert folder.take(waits(folder)) == b"written again under the same name"


def test_links_folders_and_unfinished_files_are_none(tmp_path: Path) -> None:
    place = tmp_path / "scans"
    place.mkdir()
    folder = ScannerFolder(place)
    secret = tmp_path / "token"
    secret.write_bytes(b"secret")
    (place / "a.pdf").symlink_to(secret)
    (place / "b").mkdir()
    (place / "c.pdf.part").write_bytes(b"half")
    (place / ".d.pdf").write_bytes(b"hidden")
    (place / "e.pdf").touch()
    os.mkfifo(place / "f.pdf")
    (place / "z.pdf").write_bytes(b"whole")
    assert waits(folder).name == "z.pdf"
    with pytest.raises(FolderFault):
        folder.take(ScannedFile("a.pdf"))
    assert secret.exists()


def test_one_that_is_still_written_is_waited_for(tmp_path: Path) -> None:
    folder = ScannerFolder(tmp_path)
    growing, whole = tmp_path / "a.pdf", tmp_path / "b.pdf"
    whole.write_bytes(b"whole")
    until = time.monotonic() + _PATIENCE
    while (file := folder.find()) is None:
        with growing.open("ab") as opened:
            opened.write(b"more")
        assert time.monotonic() < until
    assert file.name == "b.pdf"
    folder.take(file)
    assert waits(folder).name == "a.pdf"


def test_one_that_is_too_large_is_taken_away_and_not_read_whole(tmp_path: Path) -> None:
    folder = ScannerFolder(tmp_path)
    with (tmp_path / "huge.pdf").open("wb") as opened:
        opened.truncate(LARGEST_FILE + 10**9)
    assert folder.take(waits(folder)) == b""
    assert not list(tmp_path.iterdir())


def test_without_a_folder_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FolderFault):
        ScannerFolder(tmp_path / "nowhere")

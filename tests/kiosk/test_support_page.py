"""The support bundle from the technician's pages: onto a stick, and onto one that is full."""

import zipfile
from pathlib import Path

import pytest

from kiosk.pages.kinds import MessagePage
from kiosk.technician import support
from tests.kiosk.conftest import Hall
from tests.kiosk.full_disk import full_disk
from tests.kiosk.technician import enters


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of a stick that is mounted."""
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(support, "sticks", lambda: [folder])
    monkeypatch.setattr(support, "where_to", lambda data_dir: folder)
    return folder


def asks_for_it(hall: Hall) -> MessagePage:
    enters(hall.resident)
    hall.resident.answers("support")
    return hall.resident.sees(MessagePage)


def test_a_bundle_is_written_onto_the_stick(hall: Hall, stick: Path) -> None:
    assert str(stick) in asks_for_it(hall).text
    hall.resident.answers("make")
    page = hall.resident.sees(MessagePage)
    (file,) = stick.iterdir()
    assert (page.title, page.text) == ("It is written", str(file))
    with zipfile.ZipFile(file) as bundle:
        assert {"status.json", "configuration.toml", "log/journal.txt"} <= set(bundle.namelist())


def test_a_full_stick_is_told_of_and_holds_no_half_file(hall: Hall, stick: Path) -> None:
    asks_for_it(hall)
    with full_disk():
        hall.resident.answers("make")
        page = hall.resident.sees(MessagePage)
    assert (page.title, page.text.splitlines()[0]) == ("Nothing was written", "The disk is full.")
    assert list(stick.iterdir()) == []


def test_a_damaged_database_hinders_no_bundle(hall: Hall, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = asks_for_it(hall)
    assert page.choices
    (hall.data_dir / "kiosk.sqlite3").rename(hall.data_dir / "elsewhere")
    (hall.data_dir / "kiosk.sqlite3").write_bytes(b"no database" * 1000)
    hall.resident.answers("make")
    assert hall.resident.sees(MessagePage).title == "It is written"

"""Papers from a resident's USB stick: where a technician allows it, what it lists, and what it never reads."""

import os
from functools import partial
from pathlib import Path

import pytest

from config.settings import KioskSettings
from contract.uploads import LARGEST_FILE
from devices.manager import DeviceManager
from kiosk.hub_link.usb_stick import MOST_FILES, StickFault, StickFile, list_papers, read_paper
from kiosk.pages.kinds import ListPage, MessagePage, OutcomePage, ReviewPage
from kiosk.pages.paper_kinds import PapersPage
from kiosk.technician.run_context import RunContext
from kiosk.visits import stick_papers
from tests.kiosk.conftest import Lobby, session, settings
from tests.kiosk.hub_process import free_port
from tests.kiosk.resident import Resident
from tests.kiosk.steps import reads_through
from tests.kiosk.technician import enters
from tests.kiosk.test_papers import a_scan, goes_to_papers, received, sees_received


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def names(stick: Path) -> list[str]:
    return [file.name for _root, file in list_papers([stick])]


def test_pictures_and_pdf_files_of_two_levels_are_listed_and_nothing_else(stick: Path) -> None:
    for name in ("a.pdf", "b.JPG", ".hidden.pdf", "c.exe", "notes.txt"):
        (stick / name).write_bytes(b"1")
    (stick / "papers" / "deep").mkdir(parents=True)
    (stick / "papers" / "d.png").write_bytes(b"1")
    (stick / "papers" / "deep" / "e.png").write_bytes(b"1")
    (stick / "link.pdf").symlink_to("/etc/hostname")
    (stick / "folder.pdf").symlink_to("papers")
    os.mkfifo(stick / "pipe.pdf")
    assert sorted(names(stick)) == ["a.pdf", "b.JPG", "d.png"]


def test_of_many_files_the_newest_are_listed(stick: Path) -> None:
    for number in range(MOST_FILES + 20):
        (stick / f"{number}.pdf").write_bytes(b"1")
        os.utime(stick / f"{number}.pdf", (number, number))
    assert names(stick)[0] == f"{MOST_FILES + 19}.pdf"
    assert len(names(stick)) == MOST_FILES


def test_a_file_that_was_exchanged_for_a_link_or_a_pipe_is_not_read(stick: Path, tmp_path: Path) -> None:
    secret = tmp_path / "token.pdf"
    secret.write_bytes(b"secret")
    (stick / "a.pdf").symlink_to(secret)
    (stick / "folder").symlink_to(tmp_path)
    os.mkfifo(stick / "pipe.pdf")
    for file in (StickFile("a.pdf", "", 6, 0), StickFile("token.pdf", "folder", 6, 0), StickFile("pipe.pdf", "", 6, 0)):
        with pytest.raises(StickFault):
            read_paper(stick, file)


def test_a_file_larger_than_the_hub_takes_is_not_held(stick: Path) -> None:
    with (stick / "large.pdf").open("wb") as large:
        large.truncate(LARGEST_FILE * 30)
    ((root, file),) = list_papers([stick])
    assert read_paper(root, file) == b""


def test_a_stick_that_is_taken_out_is_a_fault(stick: Path) -> None:
    (stick / "a.pdf").write_bytes(b"1")
    ((root, file),) = list_papers([stick])
    (stick / "a.pdf").unlink()
    stick.rmdir()
    with pytest.raises(StickFault):
        list_papers([stick])
    with pytest.raises(StickFault):
        read_paper(root, file)


@pytest.fixture
def lobby(allowed: None, lobby_for_telephones: Lobby) -> Lobby:
    """A kiosk whose technician allows sticks."""
    return lobby_for_telephones


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.kiosk.conftest.KioskSettings", partial(KioskSettings, usb_papers=True))


def test_a_paper_comes_from_the_stick_that_is_plugged_in(
    lobby: Lobby, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged: list[Path] = []
    monkeypatch.setattr(stick_papers, "sticks", lambda: list(plugged))
    (stick / "ours.pdf").write_bytes(a_scan())
    (stick / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    page, resident = goes_to_papers(lobby), lobby.resident
    resident.answers(page.rows[0].key)
    assert "Plug" in resident.sees(MessagePage, after=PapersPage).text
    plugged.append(stick)
    files = resident.sees(ListPage, after=MessagePage)
    rows = {row.label: row.key for row in files.rows}
    resident.answers(rows["broken.pdf"])
    assert resident.sees(MessagePage, after=ListPage).tone == "trouble"
    resident.answers("")
    resident.sees(ListPage, after=MessagePage)
    resident.answers(rows["ours.pdf"])
    assert resident.sees(MessagePage, after=ListPage).tone == "good"
    resident.answers("")
    resident.sees(ListPage, after=MessagePage)
    resident.answers("done")
    assert "take your USB stick" in resident.sees(MessagePage, after=ListPage).text
    resident.answers("")
    assert received(sees_received(resident, 1)) == ["received: 1 page"]
    assert sorted(path.name for path in stick.iterdir()) == ["broken.pdf", "ours.pdf"]
    resident.answers("")
    resident.sees(ReviewPage, after=PapersPage)
    reads_through(resident)
    resident.sees(OutcomePage)


def test_a_stick_taken_out_meanwhile_is_said_and_the_telephone_remains(
    lobby: Lobby, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick_papers, "sticks", lambda: [stick])
    (stick / "ours.pdf").write_bytes(a_scan())
    page, resident = goes_to_papers(lobby), lobby.resident
    resident.answers(page.rows[0].key)
    files = resident.sees(ListPage, after=PapersPage)
    (stick / "ours.pdf").unlink()
    resident.answers(files.rows[1].key)
    told = resident.sees(MessagePage, after=ListPage)
    assert (told.tone, "telephone" in told.text) == ("trouble", True)
    resident.answers("")
    assert resident.sees(PapersPage, after=MessagePage).qr == page.qr


@pytest.mark.usefixtures("bare_machine")
def test_a_technician_allows_it_in_the_configuration(tmp_path: Path) -> None:
    config, technician = tmp_path / "kiosk.toml", Resident()
    config.write_text('[kiosk]\nsite = "Hall"  # ours\n', "utf-8")
    nowhere = f"http://127.0.0.1:{free_port()}"
    with session(technician, DeviceManager([]), settings(tmp_path), nowhere, tmp_path / "token", RunContext(config)):
        (row,) = (row for row in enters(technician).rows if row.key == "sticks")
        assert row.badge == "Not allowed"
        technician.answers("sticks")
        technician.sees(MessagePage)
        technician.answers("yes")
        assert technician.sees(MessagePage).title == "It is saved"
    assert config.read_text("utf-8") == '[kiosk]\nsite = "Hall"  # ours\nusb_papers = true\n'

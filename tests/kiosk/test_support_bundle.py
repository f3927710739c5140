"""Covers what is in a support bundle, and what must never be."""

import logging
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from devices.simulators.people import PEOPLE
from kiosk.diagnostics.support_bundle import build
from kiosk.diagnostics.usb_storage import sticks
from kiosk.pages.kinds import MenuPage, TakePage
from kiosk.storage import log_files
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import URGENT_AID, goes_to_form, hands_in

CONFIGURATION = """# Frau Muster's number is 555
[kiosk]
id = "lobby-7"
[hub]
url = "https://someone:sesame@hub.example.cn/x"
token_file = "/etc/kiosk/hub.token"
[[device]]
name = "gate"
password = "sesame"
"""


def contents(bundle: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(bundle)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_nothing_of_a_resident_is_in_it(lobby: Lobby) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.setLevel(logging.INFO)
    log_files.keep(lobby.data_dir)
    try:
        lobby.resident.begins()
        lobby.reader.do("place", card="li")
        hands_in(lobby.resident, goes_to_form(lobby.resident, URGENT_AID))
        lobby.resident.answers("finish")
        lobby.resident.sees(TakePage, after=MenuPage)
        lobby.printer.do("unplug")
        lobby.wait_until(lambda: not lobby.devices.can("printer"))
        lobby.printer.do("plug")
        lobby.reader.do("lift")
        found = contents(build(lobby.data_dir, None))
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    everything = "\n".join(found.values())
    assert "printer" in found["status.json"]
    assert "disconnected" in found["log/kiosk.log"]
    for person in PEOPLE.values():
        for key in ("name", "chinese_name", "number", "address"):
            assert not person.get(key) or person[key] not in everything


def test_secrets_and_comments_are_taken_out_of_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(CONFIGURATION, "utf-8")
    text = contents(build(tmp_path, file))["configuration.toml"]
    assert 'id = "lobby-7"' in text
    assert "hub.example.cn" in text
    for secret in ("sesame", "hub.token", "Muster"):
        assert secret not in text


def test_what_looks_like_a_number_in_the_log_goes_no_further(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "kiosk.log").write_text("a 110101196503074525 b 13800001234 c 20261122101500\n", "utf-8")
    assert contents(build(tmp_path, None))["log/kiosk.log"] == "a (removed) b (removed) c 20261122101500\n"


def test_a_configuration_that_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("password = sesame", "utf-8")
    assert contents(build(tmp_path, file))["configuration.toml"].startswith("# cannot be read")


def test_a_stick_is_found_where_it_is_mounted(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/MY\\040STICK vfat rw 0 0\n", "utf-8")
    assert sticks(mounts) == [Path("/media/MY STICK")]


def test_the_log_is_kept_in_files_that_do_not_grow_for_ever(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    log_files.keep(tmp_path)
    (handler,) = set(root.handlers) - set(before)
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, "y" * 10_000, None, None)
    try:
        for _ in range(700):
            handler.handle(record)
    finally:
        root.removeHandler(handler)
        handler.close()
    files = log_files.files(tmp_path)
    assert 1 < len(files) <= 6
    assert sum(file.stat().st_size for file in files) < 7_000_000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_full_disk_drops_lines_of_the_log_without_a_traceback_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = list(root.handlers)
    log_files.keep(tmp_path)
    (tmp_path / "log" / "kiosk.log").symlink_to("/dev/full")
    (handler,) = set(root.handlers) - set(before)
    try:
        handler.handle(logging.LogRecord("x", logging.WARNING, "x.py", 1, "y", None, None))
    finally:
        root.removeHandler(handler)
        with suppress(OSError):
            handler.close()
    assert capsys.readouterr().err == ""

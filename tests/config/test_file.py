"""The configuration file is changed by programs too: whole, with its comments, and with a way back."""

import tomllib
from pathlib import Path

import pytest

from config.file import NothingToUndo, previous, save, undo, with_device, with_section, without_device

TEXT = """# our kiosk
[kiosk]
id = "lobby"  # as the hub knows it

# beside the door
[[device]]
name = "reader"
kind = "card_reader"
model = "sam_v"
port = "serial:///dev/ttyUSB0"  # left socket

[[device]]
name = "printer"
kind = "printer"
model = "escpos"
port = "tcp://192.0.2.10:9100"
cutter = false
"""


def test_only_what_is_changed_is_changed() -> None:
    text = with_device(TEXT, "printer", {"port": "tcp://192.0.2.11:9100", "cutter": None, "model": "escpos"})
    assert text == TEXT.replace("192.0.2.10", "192.0.2.11").replace("cutter = false\n", "")


def test_a_device_is_added_behind_the_others() -> None:
    text = with_device(TEXT, "gate", {"name": "gate", "kind": "scanner"})
    assert text.startswith(TEXT.rstrip("\n"))
    assert [device["name"] for device in tomllib.loads(text)["device"]] == ["reader", "printer", "gate"]
    assert tomllib.loads(with_device("", "gate", {"name": "gate"})) == {"device": [{"name": "gate"}]}


def test_a_device_is_taken_out() -> None:
    text = without_device(TEXT, "printer")
    assert "left socket" in text
    assert [device["name"] for device in tomllib.loads(text)["device"]] == ["reader"]
    assert "device" not in tomllib.loads(without_device(text, "reader"))


def test_a_section_is_changed_or_added() -> None:
    text = with_section(with_section(TEXT, "kiosk", {"site": "幸福里"}), "screen", {"width_mm": 268.0})
    assert tomllib.loads(text)["kiosk"] == {"id": "lobby", "site": "幸福里"}
    assert tomllib.loads(text)["screen"] == {"width_mm": 268.0}
    assert "# as the hub knows it" in text


def test_the_last_change_can_be_undone_and_done_again(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    with pytest.raises(NothingToUndo):
        undo(file)
    save(file, "one")
    file.chmod(0o640)
    save(file, "two")
    undo(file)
    assert (file.read_text("utf-8"), previous(file).read_text("utf-8")) == ("one", "two")
    undo(file)
    assert file.read_text("utf-8") == "two"
    assert file.stat().st_mode & 0o777 == 0o640
    assert len(list(tmp_path.iterdir())) == 2

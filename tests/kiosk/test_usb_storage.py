"""Sticks are let in while a technician asks, and no longer."""

from pathlib import Path

import pytest

from kiosk.diagnostics.usb_storage import usb_storage_allowed


def test_the_file_is_there_while_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    with usb_storage_allowed():
        assert (tmp_path / "usb-storage").exists()
    assert not (tmp_path / "usb-storage").exists()


def test_it_is_no_trouble_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("", str(tmp_path / "none")):
        monkeypatch.setenv("RUNTIME_DIRECTORY", folder)
        with usb_storage_allowed():
            assert list(tmp_path.iterdir()) == []

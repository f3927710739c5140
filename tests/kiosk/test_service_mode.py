"""Open, locked, under maintenance: one file says it, for every program that changes it."""

from pathlib import Path

import pytest

from contract.kiosks import Mode
from contract.text import Text
from kiosk.app.start import OWN_PIN
from kiosk.app.start_guard import FAILED_STARTS, StartGuard
from kiosk.pages.kinds import AttractPage, MenuPage, OutOfServicePage
from kiosk.storage.service_mode import ServiceMode, read_run_state
from kiosk.technician.credentials_file import CredentialsFile
from kiosk.technician.pin import Pin
from tests.kiosk.conftest import Hall


def test_a_kiosk_serves_until_told_otherwise(tmp_path: Path) -> None:
    assert ServiceMode(tmp_path).mode is Mode.OPEN


def test_what_one_program_changes_another_one_sees(tmp_path: Path) -> None:
    here, there = ServiceMode(tmp_path), ServiceMode(tmp_path)
    assert there.mode is Mode.OPEN
    here.change(Mode.LOCKED, Text({"zh-Hans": "搬家"}))
    assert there.state.reason == Text({"zh-Hans": "搬家"})
    there.change(Mode.OPEN)
    assert here.mode is Mode.OPEN


def test_a_damaged_file_closes_no_kiosk(tmp_path: Path) -> None:
    (tmp_path / "standing.json").write_text("{", "utf-8")
    assert ServiceMode(tmp_path).mode is Mode.OPEN


def test_the_first_page_waits_for_no_disk_that_is_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its sign says changes as devices and the hub come and go; a disk may take half a minute to write."""
    waited: list[int] = []
    monkeypatch.setattr("os.fsync", waited.append)
    ServiceMode(tmp_path).publish_sign("打印机缺纸")
    assert read_run_state(tmp_path).sign == "打印机缺纸"
    assert (tmp_path / "run.json").stat().st_mode & 0o777 == 0o600
    assert waited == []


def test_an_unfit_kiosk_serves_nobody_whatever_the_file_says(tmp_path: Path) -> None:
    service_mode = ServiceMode(tmp_path, blocked_reason=Text({"zh-Hans": "启动失败"}))
    service_mode.change(Mode.OPEN)
    assert service_mode.mode is Mode.MAINTENANCE


def test_a_locked_kiosk_says_so_and_serves_again_when_unlocked(hall: Hall) -> None:
    hall.resident.sees(AttractPage)
    service_mode = ServiceMode(hall.data_dir)
    service_mode.change(Mode.LOCKED, Text({"zh-Hans": "搬家中", "en": "We are moving."}))
    page = hall.resident.sees(OutOfServicePage)
    assert page.text == "We are moving."
    hall.reader.do("place", card="li")
    hall.wait_until(hall.devices.card_present)
    hall.reader.do("lift")
    hall.wait_until(lambda: not hall.devices.card_present())
    service_mode.change(Mode.OPEN)
    hall.resident.sees(AttractPage, after=OutOfServicePage)


def test_a_visit_is_not_cut_short_by_a_lock(hall: Hall) -> None:
    hall.resident.begins()
    ServiceMode(hall.data_dir).change(Mode.MAINTENANCE)
    hall.resident.answers("zh-Hans")
    hall.resident.sees(MenuPage)
    hall.resident.cancels()
    page = hall.resident.sees(OutOfServicePage)
    assert "looked after" in page.text


def test_three_starts_that_came_to_nothing_make_the_next_one_safe(tmp_path: Path) -> None:
    assert [StartGuard(tmp_path).begin() for _ in range(FAILED_STARTS + 1)] == [False, False, False, True]
    StartGuard(tmp_path).mark_healthy()
    assert not StartGuard(tmp_path).begin()


def test_with_the_pin_of_every_kiosk_nobody_is_served_until_it_is_changed(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv(OWN_PIN, "1")
    hall: Hall = request.getfixturevalue("hall")
    hall.resident.sees(OutOfServicePage)
    Pin(CredentialsFile(hall.data_dir)).change("271828")
    hall.resident.begins()


def test_what_it_waits_for_ends_and_does_not_come_back(tmp_path: Path) -> None:
    waits = [True]
    service_mode = ServiceMode(tmp_path)
    service_mode.block_while(lambda: waits[0], Text({"zh-Hans": "尚未设置"}))
    assert service_mode.state.reason == Text({"zh-Hans": "尚未设置"})
    waits[0] = False
    assert service_mode.mode is Mode.OPEN
    waits[0] = True
    assert service_mode.mode is Mode.OPEN

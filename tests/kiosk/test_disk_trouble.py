"""A disk that fills up or turns read-only under the kiosk: nothing is begun that cannot be kept, residents read why,
the hub hears it, and it heals by itself."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contract.channels import Question
from devices.manager import DeviceManager
from kiosk.hub_link.outbox import Outbox
from kiosk.pages.kinds import MenuPage, OutOfServicePage
from kiosk.storage.data_dir import DataDirInUse, hold, is_held
from kiosk.storage.database import Database
from kiosk.storage.disk_room import RESERVE, DiskRoom, DiskState
from kiosk.technician.credentials_file import CredentialsFile
from kiosk.technician.pin import Pin
from tests.e2e.centre import ROOT, Centre
from tests.kiosk.conftest import session, settings
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.resident import Resident
from tests.kiosk.small_disk import SmallDisk, needs_root, with_own_mounts
from tests.kiosk.steps import NO_CARD, goes_to_form, hands_in
from tests.kiosk.test_whole_kiosk import PIN, opens_the_door, types
from tests.together import wait_until
from tools.xvfb import virtual_display

NEEDS_THE_DISK = {"apply", "number", "consult", "directory"}
pytestmark = needs_root


def alarms(hub: HubProcess) -> list[str]:
    rows = hub.query("SELECT detail FROM kiosks_alarm WHERE kind = 'disk' AND cleared_at IS NULL")
    return [detail for (detail,) in rows]


def a_question(text: str = "x") -> Question:
    return Question(id=uuid4(), text=text, asked_at=datetime.now(UTC))


def test_a_full_disk_takes_what_needs_it_off_the_menu_and_heals(
    hub: HubProcess, quiet_devices: DeviceManager, tmp_path: Path
) -> None:
    def story() -> None:
        disk, resident = SmallDisk(tmp_path / "data"), Resident()
        with session(resident, quiet_devices, settings(disk.path), hub.url, hub.token_file):
            wait_until((disk.path / "catalogue.json").exists)
            wait_until((disk.path / "reserve").exists)
            sees_blocked(resident, resident.begins(), set())
            disk.fill()
            menu = sees_blocked(resident, resident.sees(MenuPage), NEEDS_THE_DISK)
            reasons = {choice.why_not for choice in menu.choices if choice.why_not}
            assert [reason.partition(".")[0] for reason in reasons] == [
                "This kiosk has no room left to keep what you hand in"
            ]
            wait_until(lambda: alarms(hub) == ["full"])
            disk.empty()
            sees_blocked(resident, resident.sees(MenuPage), set())
            wait_until(lambda: alarms(hub) == [])

    with_own_mounts(story)


def sees_blocked(resident: Resident, menu: MenuPage, keys: set[str]) -> MenuPage:
    """Returns the menu on which these, and no others, cannot be chosen."""
    while {choice.key for choice in menu.choices if choice.why_not} != keys:
        menu = resident.sees(MenuPage)
    return menu


def test_what_was_begun_before_the_disk_filled_up_is_kept(
    hub: HubProcess, quiet_devices: DeviceManager, tmp_path: Path
) -> None:
    def story() -> None:
        disk, resident = SmallDisk(tmp_path / "data"), Resident()
        with session(resident, quiet_devices, settings(disk.path), hub.url, hub.token_file):
            wait_until((disk.path / "catalogue.json").exists)
            wait_until((disk.path / "reserve").exists)
            resident.begins()
            form = goes_to_form(resident, NO_CARD)
            disk.fill()
            assert hands_in(resident, form).code
            assert not (disk.path / "reserve").exists()

    with_own_mounts(story)


def test_the_room_in_reserve_takes_many_entries_and_comes_back(tmp_path: Path) -> None:
    def story() -> None:
        disk = SmallDisk(tmp_path / "data")
        room, store = DiskRoom(disk.path), Database(disk.path)
        assert room.probe() is DiskState.OK
        assert (disk.path / "reserve").stat().st_size == RESERVE
        disk.fill()
        assert room.probe() is DiskState.FULL
        outbox = Outbox(store)
        for _ in range(300):
            outbox.put_message(a_question("x" * 600))
        assert outbox.counts().pending == 300
        disk.empty()
        assert room.probe() is DiskState.OK
        assert (disk.path / "reserve").exists()
        store.close()

    with_own_mounts(story)


def test_a_disk_that_turns_read_only_puts_the_kiosk_out_of_service_until_it_is_mended(
    hub: HubProcess, quiet_devices: DeviceManager, tmp_path: Path
) -> None:
    def story() -> None:
        disk, resident = SmallDisk(tmp_path / "data"), Resident()
        with session(resident, quiet_devices, settings(disk.path), hub.url, hub.token_file):
            wait_until((disk.path / "catalogue.json").exists)
            disk.turn_read_only()
            assert "disk takes nothing" in resident.sees(OutOfServicePage).text
            wait_until(lambda: alarms(hub) == ["read only"])
            disk.turn_writable()
            resident.begins()
            wait_until(lambda: alarms(hub) == [])

    with_own_mounts(story)


def test_a_kiosk_starts_on_a_read_only_disk_and_says_why(hub: HubProcess, tmp_path: Path) -> None:
    """No crash, no black screen: the page, the technician's pages, and the same words on the command line."""
    where = f'url = "{hub.url}"\ntoken_file = "{hub.token_file}"'

    def story(display: str) -> None:
        with Centre(tmp_path, display, hub=where) as centre:
            disk = SmallDisk(centre.data_dir)
            Pin(CredentialsFile(centre.data_dir)).change(PIN)
            with centre.open() as kiosk:
                kiosk.wait_for("AttractPage")
            disk.turn_read_only()
            with centre.open() as kiosk:
                kiosk.wait_for("OutOfServicePage")
                kiosk.says("磁盘无法写入")
                status = kiosk_status(centre)
                assert (status["mode"], status["disk"]) == ("maintenance", "read only")
                assert status["reason"]["zh-Hans"] in "".join(kiosk.texts())
                opens_the_door(kiosk)
                types(kiosk, PIN, "ListPage")
                wait_until(lambda: alarms(hub) == ["read only"])

    with virtual_display(540, 960) as display:
        with_own_mounts(lambda: story(display))


def kiosk_status(centre: Centre) -> dict[str, Any]:
    program = [sys.executable, "-m", "kiosk", "status", "--config", str(centre.config), "--json"]
    done = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    status: dict[str, Any] = json.loads(done.stdout)
    return status


def test_two_kiosks_do_not_share_a_data_directory_on_a_read_only_disk_either(tmp_path: Path) -> None:
    def story() -> None:
        disk = SmallDisk(tmp_path / "data")
        disk.turn_read_only()
        assert not is_held(disk.path)
        with hold(disk.path):
            assert is_held(disk.path)
            with pytest.raises(DataDirInUse), hold(disk.path):
                pass
        assert not is_held(disk.path)

    with_own_mounts(story)

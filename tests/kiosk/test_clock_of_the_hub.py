"""A kiosk whose clock is wrong goes by the hub's, stamps with both, and says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.catalogue import Service
from contract.kiosks import HeartbeatAnswer
from contract.text import Text
from devices.manager import DeviceManager
from kiosk import clock
from kiosk.app.start import open_hub_link
from kiosk.app.status_line import own_signs
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAddress
from kiosk.pages.language import activate
from kiosk.storage.clock_file import use_difference
from kiosk.storage.disk_room import DiskState
from kiosk.storage.service_mode import ServiceMode
from kiosk.visit import HubLink
from tests.kiosk.picky_hub import PickyHub, picky_hub
from tests.together import wait_until

A_DAY = timedelta(days=1)
DESK = Service(code="general", name=Text({"zh-Hans": "综合"}), prefix="A", zone=Text({"zh-Hans": "一区"}))


class HubAhead(PickyHub):
    """Its clock is ahead of this machine's, so that this one is behind."""

    def __init__(self, ahead: timedelta) -> None:
        super().__init__()
        self.ahead = ahead
        self.heartbeats: list[dict[str, Any]] = []

    def answer(self, path: str, message: dict[str, Any]) -> tuple[int, str]:
        if not path.endswith("kiosks/heartbeat"):
            return super().answer(path, message)
        self.heartbeats.append(message)
        return 200, HeartbeatAnswer(now=datetime.now(UTC) + self.ahead, catalogue="").model_dump_json()


@contextmanager
def linked(data_dir: Path, hub: PickyHub) -> Iterator[HubLink]:
    token = data_dir / "token"
    token.write_text("t")
    address = HubAddress(hub.url, token)
    with open_hub_link(
        data_dir, address, DeviceManager([]), CatalogueCache(data_dir), ServiceMode(data_dir)
    ) as hub_link:
        yield hub_link


@pytest.mark.parametrize("ahead", [A_DAY, -A_DAY, timedelta(hours=8)])
def test_the_kiosk_takes_the_hubs_time_and_stamps_with_both(tmp_path: Path, ahead: timedelta) -> None:
    with picky_hub(HubAhead(ahead)) as hub, linked(tmp_path, hub):
        wait_until(clock.is_wrong)
        assert is_about(clock.now(), datetime.now(UTC) + ahead)
        machine = clock.machine_at()
        assert machine is not None
        assert is_about(machine, datetime.now(UTC))
        assert clock.today() == (datetime.now(UTC) + ahead).astimezone(clock.now().tzinfo).date()


def is_about(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=40)


def test_the_heartbeat_tells_the_machines_time_and_the_kiosks(tmp_path: Path) -> None:
    with picky_hub(HubAhead(A_DAY)) as hub, linked(tmp_path, hub) as hub_link:
        wait_until(clock.is_wrong)
        hub_link.heartbeat.wake()
        assert isinstance(hub, HubAhead)
        wait_until(lambda: len(hub.heartbeats) > 1)
        told = hub.heartbeats[-1]
    assert is_about(datetime.fromisoformat(told["at"]), datetime.now(UTC))
    assert is_about(datetime.fromisoformat(told["health"]["clock_at"]), datetime.now(UTC) + A_DAY)


def test_staff_see_it_on_the_attract_page(tmp_path: Path) -> None:
    activate("en")
    assert own_signs(DiskState.OK, twin=False, missing=False) == ()
    clock.learn_hub_time(datetime.now(UTC) + A_DAY)
    assert own_signs(DiskState.OK, twin=False, missing=False) == ("Clock wrong",)


def test_a_clock_that_is_about_right_is_left_alone() -> None:
    clock.learn_hub_time(datetime.now(UTC) + timedelta(seconds=2))
    assert clock.machine_at() is None
    assert not clock.is_wrong()


def test_a_kiosk_that_starts_while_the_hub_is_away_goes_on_by_the_hubs_time(tmp_path: Path) -> None:
    with picky_hub(HubAhead(A_DAY)) as hub, linked(tmp_path, hub):
        wait_until((tmp_path / "clock.json").exists)
    clock.forget_hub_time()
    use_difference(tmp_path, clock_is_kept=True)
    assert clock.machine_at() is None, "a time server has set the machine's clock since"
    use_difference(tmp_path, clock_is_kept=None)
    assert is_about(clock.now(), datetime.now(UTC) + A_DAY)
    (tmp_path / "clock.json").write_text("no difference")
    clock.forget_hub_time()
    use_difference(tmp_path, clock_is_kept=None)
    assert clock.machine_at() is None

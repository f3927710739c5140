"""Two kiosks with one identity, as a disk was copied: staff and technician are told at both, and neither gives numbers
of a series that the other gives too."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from shutil import copytree

import pytest

from devices.manager import DeviceManager
from kiosk import clock
from kiosk.app.start import open_hub_link
from kiosk.diagnostics.state import state
from kiosk.hub_link import heartbeat
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAddress
from kiosk.pages.kinds import GuidePage
from kiosk.storage.data_dir import hold
from kiosk.storage.service_mode import ServiceMode
from kiosk.visit import HubLink
from tests.kiosk.conftest import session, settings
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.resident import Resident
from tests.kiosk.technician import enters
from tests.together import wait_until

ALARMS = """
from hub.kiosks.models import Alarm
print(*(alarm.kind for alarm in Alarm.objects.filter(cleared_at=None)))
"""
ONE_AGAIN = """
from hub.kiosks.models import Kiosk
Kiosk.objects.update(twin_at=None, instance="", instances_before=[])
"""


def connect(data_dir: Path, hub: HubProcess) -> AbstractContextManager[HubLink]:
    address = HubAddress(hub.url, hub.token_file)
    return open_hub_link(data_dir, address, DeviceManager([]), CatalogueCache(data_dir), ServiceMode(data_dir))


@pytest.fixture
def copied(hub: HubProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """The data directories of a kiosk that has letters of its own, and of its copy. Both speak with the hub often."""
    monkeypatch.setattr(heartbeat, "EVERY", 0.3)
    first, copy = tmp_path / "first", tmp_path / "copy"
    with connect(first, hub) as hub_link:
        wait_until(lambda: bool(hub_link.book.letters()) and (first / "catalogue.json").exists())
    copytree(first, copy)
    yield first, copy
    hub.shell(ONE_AGAIN)


def test_two_kiosks_with_one_identity_are_told_at_both_and_at_the_hub(
    copied: tuple[Path, Path], hub: HubProcess
) -> None:
    first, copy = copied
    resident = Resident()
    running = session(resident, DeviceManager([]), settings(first), hub.url, hub.token_file)
    with hold(first), running, connect(copy, hub) as other:
        wait_until(lambda: "Another kiosk has this identity" in (state(first)["sign"] or ""))
        assert "twin" in hub.shell(ALARMS).split()
        enters(resident)
        resident.answers("machine")
        told = [line for section in resident.sees(GuidePage).sections for line in section.lines]
        assert [line for line in told if "under this one's name" in line]
        wait_until(lambda: other.heartbeat.twin)
        catalogue = CatalogueCache(copy).catalogue
        assert catalogue
        assert other.book.next_own_number(catalogue.services[0], clock.today()) is None

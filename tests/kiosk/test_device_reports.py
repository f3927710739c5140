"""Covers what the hub hears of the devices: device, supply and media apart, and nothing of what a card says."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from kiosk.app.device_reports import device_reports
from kiosk.app.start import open_hub_link
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAddress
from kiosk.storage.database import FILE
from kiosk.storage.service_mode import ServiceMode
from tests.kiosk.hub_process import HubProcess

LAST_HEARD = """
import json
from hub.kiosks.models import Kiosk
row = Kiosk.objects.get(name="kiosk-1")
alarms = list(row.alarms.filter(cleared_at=None).values_list("kind", "device", "detail"))
print(json.dumps([row.outbox, row.refused, alarms]))
"""


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_device_supply_and_media_are_told_apart() -> None:
    with SimulatorProcess("sam_v") as reader, SimulatorProcess("escpos", tcp=True) as printer:
        specs = [
            DeviceSpec("reader", "card_reader", "sam_v", reader.port),
            DeviceSpec("slips", "printer", "escpos", printer.port),
        ]
        devices = DeviceManager(specs)
        report = device_reports(devices)
        assert [(told.condition, told.paper, told.media) for told in report()] == [
            ("unknown", None, "unknown"),
            ("unknown", "unknown", None),
        ]
        devices.start()
        reader.do("place", card="zhang")
        printer.do("fault", name="paper_low")
        until(lambda: (report()[0].media, report()[1].paper) == ("present", "low"))
        assert [told.condition for told in report()] == ["ok", "ok"]
        assert "张" not in repr(report())
        printer.do("unplug")
        until(lambda: report()[1].fault == "disconnected")
        assert report()[1].paper == "unknown"
        devices.stop()


def test_what_waits_in_a_damaged_database_is_not_known_and_staff_hear_of_it(tmp_path: Path, hub: HubProcess) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    address = HubAddress(hub.url, hub.token_file)
    with open_hub_link(
        tmp_path, address, DeviceManager([]), CatalogueCache(tmp_path), ServiceMode(tmp_path), safe=True
    ) as hub_link:
        until(lambda: hub_link.heartbeat.away is False)
    outbox, refused, alarms = json.loads(hub.shell(LAST_HEARD))
    assert (outbox, refused) == (None, None)
    assert ["fault", "database", "damaged"] in alarms
    with open_hub_link(
        tmp_path / "mended", address, DeviceManager([]), CatalogueCache(tmp_path), ServiceMode(tmp_path)
    ) as hub_link:
        until(lambda: hub_link.heartbeat.away is False)
    outbox, refused, alarms = json.loads(hub.shell(LAST_HEARD))
    assert (outbox, refused, alarms) == (0, 0, [])

"""What the hub hears of the devices: device, supply and media apart, and nothing of what a card says."""

import time
from collections.abc import Callable

from devices.front import Devices, DeviceSpec
from devices.simulators.process import SimulatorProcess
from kiosk.start import device_reports


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
        devices = Devices(specs)
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

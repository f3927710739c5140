"""From a card found by the reader to its name on the page, less the time on the wire.

The name stands in the head of the page that greets the resident. The wire's time is that of the bytes which the kiosk
and the reader exchanged after the reader had found the card, at 115200 baud, 8N1.
"""

import time
from datetime import datetime
from functools import partial
from pathlib import Path

from bench.kiosk import Kiosk, Site, to_menu
from bench.measure import Row, Samples
from bench.screen import Screen
from demo.robot import Robot
from tools.xvfb import PORTRAIT, virtual_display

RUNS = 9
ITEM = "991100100000"  # 最低生活保障
SELECT = bytes.fromhex("AA AA AA 96 69 00 03 20 02 21")  # sent by the kiosk once a card was found
HEAD = (40, 20, 700, 70)  # pixels: where the page's head says the name, and the page before says something else
BYTES_PER_SECOND = 115200 / 10
USB_READ = 150  # ms: what a read over USB may take, its module's own line included


def rows() -> list[Row]:
    whole, own = _measure(usb_reader=False)
    usb_whole, usb_own = _measure(usb_reader=True)
    return [
        Row("card found to its name", "ms", whole, "wire + 60", own.median <= 60),
        Row("card found to its name, less the wire", "ms", own, "≤ 60", own.median <= 60),
        Row(
            "USB reader, card found to its name",
            "ms",
            usb_whole,
            f"≤ {USB_READ} + 60",
            usb_whole.median <= USB_READ + 60,
        ),
        Row("USB reader, card found to its name, less the wire", "ms", usb_own, "≤ 60", usb_own.median <= 60),
    ]


def _measure(usb_reader: bool) -> tuple[Samples, Samples]:
    """Returns milliseconds in all, and without those on the wire."""
    with (
        virtual_display(*PORTRAIT) as display,
        Site(display, *PORTRAIT, recorded=True, usb_reader=usb_reader) as site,
    ):
        site.prepare()
        screen = Screen(display, *PORTRAIT)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            runs = [_run(kiosk, robot, screen) for _ in range(RUNS)]
        screen.close()
    whole = Samples(tuple(1000 * seconds for seconds, _ in runs))
    return whole, Samples(tuple(1000 * (seconds - wire) for seconds, wire in runs))


def _run(kiosk: Kiosk, robot: Robot, screen: Screen) -> tuple[float, float]:
    """Returns seconds from found to painted, and the seconds on the wire."""
    to_menu(robot)
    robot.go("apply", "BrowsePage")
    robot.go(ITEM, "GuidePage")
    robot.go("action", "CardPage")
    begun = kiosk.record.stat().st_size
    placed = time.monotonic()
    painted = placed + screen.until_changed(HEAD, partial(_place, kiosk))
    read_at, wire = _exchange(kiosk.record, begun)
    robot.wait_for("FormPage")
    kiosk.reader.do("lift")
    robot.go("cancel", "AttractPage")
    return painted - (read_at - time.time() + time.monotonic()), wire


def _place(kiosk: Kiosk) -> None:
    kiosk.reader.do("place", card="zhang")


def _exchange(record: Path, begun: int) -> tuple[float, float]:
    """Returns when (time.time) the card was found, and the seconds on the wire afterwards. Raises LookupError."""
    read_at, count = None, 0
    with record.open() as lines:
        lines.seek(begun)
        for line in lines:
            moment, _, data = line.strip().partition(" ")
            passed = bytes.fromhex(data.partition(" ")[2])
            if SELECT.endswith(passed) and passed.endswith(SELECT[7:]):  # over USB its body alone
                read_at, count = datetime.fromisoformat(moment).timestamp(), 0
            count += len(passed)
    if read_at is None:
        raise LookupError("the kiosk selected no card")
    return read_at, count / BYTES_PER_SECOND

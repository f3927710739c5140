"""A social security card inserted to its name on the page, through the real pcscd with a virtual reader and card.

The daemon looks at that reader every 0.4 s; the card takes the time of its own commands. What is left is ours.
"""

import random
import time
from functools import partial

from bench.card import HEAD, ITEM
from bench.kiosk import DEVICE, Site, to_menu
from bench.measure import Row, Samples
from bench.screen import Screen
from demo.robot import Robot
from devices.simulators.pcsc_daemon import PcscDaemon, there_is_one
from devices.simulators.process import SimulatorProcess
from tools.xvfb import PORTRAIT, virtual_display

RUNS = 15
MOST = 460  # ms besides the card's commands: the daemon's 400 and our 60
_CHANCE = random.Random(4)  # noqa: S311
_READER = DEVICE.format(name="chip-cards", kind="card_reader", model="pcsc", port="pcsc://Virtual PCD")


def rows() -> list[Row]:
    """Returns the rows; none on a machine without the daemon and its virtual reader."""
    if not there_is_one():
        return []
    daemon = PcscDaemon()
    daemon.start()
    try:
        with SimulatorProcess("pcsc", vpcd=daemon.vpcd) as card:
            runs = _runs(card)
    finally:
        daemon.remove()
    whole = Samples(tuple(1000 * seconds for seconds, _ in runs))
    own = Samples(tuple(1000 * (seconds - exchange) for seconds, exchange in runs))
    return [
        Row("social security card to its name", "ms", whole, "APDUs + 460", own.median <= MOST),
        Row("social security card, less its APDUs", "ms", own, f"≤ {MOST}", own.median <= MOST),
    ]


def _runs(card: SimulatorProcess) -> list[tuple[float, float]]:
    with virtual_display(*PORTRAIT) as display, Site(display, *PORTRAIT, _READER) as site:
        site.prepare()
        screen = Screen(display, *PORTRAIT)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            runs = [_run(robot, screen, card) for _ in range(RUNS)]
        screen.close()
    return runs


def _run(robot: Robot, screen: Screen, card: SimulatorProcess) -> tuple[float, float]:
    """Returns the seconds from inserted to painted, and those of them that the card's commands take."""
    to_menu(robot)
    robot.go("apply", "BrowsePage")
    robot.go(ITEM, "GuidePage")
    robot.go("action", "CardPage")
    time.sleep(_CHANCE.uniform(0.2, 0.8))  # to meet the rounds of daemon and worker at any moment
    took = screen.until_changed(HEAD, partial(_insert, card), within=5.0)
    robot.wait_for("FormPage")
    exchange = float(card.do("state")["exchange_seconds"])
    card.do("lift")
    robot.go("cancel", "AttractPage", within=20)
    return took, exchange


def _insert(card: SimulatorProcess) -> None:
    card.do("place", card="second")

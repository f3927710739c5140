"""`python -m demo.tour`: walks through the kiosk as a resident does, by real clicks, and saves a picture of every
page.

Exit status: 0 finished, 1 something unexpected happened; it prints what, and the last picture shows where.
"""

import argparse
import sys
from pathlib import Path

from demo import channels, journeys, technicians, troubles
from demo.album import Album
from demo.display import Display
from demo.guide import Tour
from demo.robot import Lost, Probe, Robot
from devices.simulators.process import SimulatorError

UPRIGHT = (
    journeys.begin,
    journeys.find_by_letters,
    journeys.identify,
    journeys.give_phone,
    journeys.fill_in,
    journeys.hand_in,
    channels.rate,
    journeys.take_card,
    journeys.take_number,
    journeys.track,
    journeys.read_guides,
    channels.consult,
    channels.look_nearby,
    journeys.in_english,
    troubles.refused_card,
    troubles.without_paper,
    troubles.without_reader,
    technicians.visit,
    troubles.while_away,
    troubles.linger,
)
LYING = (
    journeys.begin,
    journeys.find_by_letters,
    journeys.identify,
    journeys.give_phone,
    journeys.fill_in,
    journeys.hand_in,
    channels.rate,
    journeys.take_card,
    journeys.take_number,
    journeys.track,
    channels.look_nearby,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.tour", description=__doc__)
    parser.add_argument("--probe", type=Path, required=True, help="the kiosk's probe socket")
    parser.add_argument("--pid", type=int, required=True, help="the kiosk's process")
    parser.add_argument("--devices", type=Path, required=True, help="the folder of the simulators")
    parser.add_argument("--out", type=Path, required=True, help="where the pictures go")
    options = parser.parse_args()
    robot = Robot(Probe(options.probe), Display(None, options.pid))
    try:
        album = Album(options.out, robot.display.picture)
    except OSError as error:
        print(f"no pictures can be kept there: {error}", file=sys.stderr)
        return 1
    tour = Tour(robot, options.pid, options.devices, album)
    width, height = robot.display.size
    try:
        for journey in UPRIGHT if height > width else LYING:
            journey(tour)
    except (Lost, SimulatorError) as problem:
        tour.picture("lost", str(problem))
        print(f"the tour got lost: {problem}", file=sys.stderr)
        return 1
    print(f"{len(tour.album.pictures)} pictures; see {tour.album.sum_up('自助服务终端一览')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

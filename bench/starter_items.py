"""The items of the starter catalogue, each from the card to the result in the hand, none of them at a window: a kiosk
with an A4 printer, a telephone for the papers, clerks at the staff's interface, and departments that answer by
themselves."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter

from bench.bare_kiosk import bare_kiosk
from bench.measure import Row, Samples
from devices.simulators.process import SimulatorProcess
from hub.catalogue.starter import starter_catalogue
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.item_robot import Robot, finish, person
from tests.kiosk.results import answered_at_once, answering_system, printer_of_pages

AT_ONCE = ("参保证明打印", "公积金明细查询")


def rows() -> list[Row]:
    items = starter_catalogue().items
    with (
        bare_kiosk() as (lobby, _scans),
        SimulatorProcess("ipp", tcp=True) as a4,
        printer_of_pages(lobby, a4),
    ):
        robots = {item.code: Robot(lobby, person(order), "13800138000") for order, item in enumerate(items, 1)}
        with _answering(lobby.hub):
            seconds = [_time(robot, code) for code, robot in robots.items()]
        ways = finish(lobby, robots)
    name = f"starter items from card to result, {len(ways)} of {len(items)}; each from first page to receipt"
    return [Row(name, "s", Samples(tuple(seconds)), f"{len(items)} of {len(items)}", len(ways) == len(items))]


def _time(robot: Robot, code: str) -> float:
    began = perf_counter()
    robot.apply(code)
    return perf_counter() - began


@contextmanager
def _answering(hub: HubProcess) -> Iterator[None]:
    """Departments whose systems answer by themselves stand behind the items of AT_ONCE."""
    with ExitStack() as systems:
        for name in AT_ONCE:
            key = systems.enter_context(answered_at_once(hub, name))
            systems.enter_context(answering_system(hub, key, name))
        yield

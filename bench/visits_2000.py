"""2,000 mixed visits by a robot: memory as after the hundredth, no thread and no file left, no visit lost.

`BENCH_VISITS=200` holds fewer, for a first look: the row says how many there were."""

import os
import sqlite3
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from bench.kiosk import Kiosk, Site
from bench.measure import Row, Samples
from bench.processes import open_files, pss, threads
from bench.visits import TEN_VISITS, apply, take_number
from demo.guide import Tour
from tools.xvfb import PORTRAIT, virtual_display

COUNT = int(os.environ.get("BENCH_VISITS", "2000"))
SETTLED = max(10, COUNT // 20)  # visits, after which memory is what it is
MOST = 5.0  # MB
_MARKS = 20  # measurements


def rows() -> list[Row]:
    with virtual_display(*PORTRAIT) as display, Site(display, *PORTRAIT) as site:
        site.prepare()
        before = _count(site.hub_database)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            marks = list(_visit(kiosk, kiosk.tour(robot)))
        stored = [after - first for after, first in zip(_count(site.hub_database), before, strict=True)]
    visits = list(islice(cycle(TEN_VISITS), COUNT))
    lost = visits.count(apply) - stored[0] + visits.count(take_number) - stored[1]
    return _rows(marks, lost)


def _rows(marks: list[tuple[float, int, int]], lost: int) -> list[Row]:
    memory, running, files = (Samples(tuple(map(float, each))) for each in zip(*marks, strict=True))
    grown = Samples(tuple(value - memory.values[0] for value in memory.values))
    name = f"{COUNT} mixed visits"
    return [
        Row(f"{name}, memory since the {SETTLED}th", "MB", grown, f"± {MOST:g}", abs(grown.values[-1]) <= MOST),
        Row(f"{name}, threads", "", running, "no more", running.values[-1] <= running.values[0]),
        Row(f"{name}, open files", "", files, "no more", files.values[-1] <= files.values[0]),
        Row(f"{name}, lost", "", Samples((float(lost),) * 7), "0", lost == 0),
    ]


def _visit(kiosk: Kiosk, tour: Tour) -> Iterator[tuple[float, int, int]]:
    """Yields memory, threads and open files, first after `SETTLED` visits, then some times, and after the last."""
    step = max(1, (COUNT - SETTLED) // _MARKS)
    for number, visit in enumerate(islice(cycle(TEN_VISITS), COUNT), start=1):
        visit(tour)
        if number >= SETTLED and ((number - SETTLED) % step == 0 or number == COUNT):
            yield pss([kiosk.pid]), threads(kiosk.pid), open_files(kiosk.pid)


def _count(database: Path) -> tuple[int, int]:
    """Returns how many cases and numbers the hub has."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        cases, tickets = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # names of our own
            for table in ("cases_case", "queues_ticket")
        )
    finally:
        connection.close()
    return cases, tickets

"""The line to the printer is lost anywhere within a job: what is told as printed is whole on paper, and alone on it."""

import os
import random
from collections.abc import Iterator

import pytest

from tests.devices.paper import PRINTERS, Desk, open_desk

_SAMPLES = 8
_JOBS = int(os.environ.get("SOAK_JOBS", "10000"))
_SEED = os.environ.get("SOAK_SEED", "")


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with open_desk(request.param, speed=5000) as desk:
        yield desk


NAMES = [f"{profile}-{'clears' if clears else 'keeps'}" for profile, clears in PRINTERS]
every_printer = pytest.mark.parametrize("desk", PRINTERS, indirect=True, ids=NAMES)


def is_lost_after(desk: Desk, offset: int) -> None:
    """One job whose line is lost after that many bytes, and the jobs after it."""
    desk.printer.do("cut_line", after=offset)
    desk.give()
    desk.printer.do("cut_line")
    assert any(desk.give() for _ in range(2)), "it prints again"
    desk.check()


@every_printer
def test_a_line_lost_within_a_job_spoils_no_other(desk: Desk) -> None:
    length = desk.learn()
    step = length // _SAMPLES
    for offset in range(1 + sum(map(ord, desk.profile)) % step, length, step):
        is_lost_after(desk, offset)
    assert desk.whole_though_failed <= 1


@pytest.mark.parametrize("desk", [("generic", True), ("xprinter", False)], indirect=True)
def test_a_line_lost_at_the_cut_leaves_no_slip_without_a_word_of_it(desk: Desk) -> None:
    """Until the cut is whole the slip is marked void; one that is cut off is told of on the piece that follows."""
    length = desk.learn()
    question = 3 if desk.profile == "xprinter" else 11  # GS r, GS ( H
    health = 12  # DLE EOT 1 to 4
    end_of_cut = length - question - (health if desk.profile == "xprinter" else 0)
    for offset in range(end_of_cut - 4, end_of_cut + question):
        before = desk.whole_though_failed
        is_lost_after(desk, offset)
        assert desk.whole_though_failed - before <= (offset >= end_of_cut - 1), end_of_cut - offset


@pytest.mark.soak
@pytest.mark.timeout(0)
@every_printer
def test_a_line_lost_at_each_offset_spoils_no_other(desk: Desk) -> None:
    for offset in range(1, desk.learn()):
        is_lost_after(desk, offset)
        desk.printer.do("left", mm=50_000)  # the roll is changed before it ends


@pytest.mark.soak
@pytest.mark.timeout(0)
@every_printer
def test_many_jobs_with_lines_lost_at_random(desk: Desk) -> None:
    """SOAK_JOBS of them, 10,000 where that is not set, elsewhere with another SOAK_SEED; the roll is changed before it
    ends."""
    length, chance = desk.learn(), random.Random(desk.profile + _SEED)
    while desk.number < _JOBS:
        is_lost_after(desk, chance.randint(1, length - 1))
        desk.printer.do("left", mm=50_000)
    print(f"{desk.profile}: {desk.number} jobs, {desk.whole_though_failed} whole though told as failed")

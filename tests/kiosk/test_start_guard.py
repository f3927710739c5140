"""Starts that come to nothing are counted; after three in a row the next one is a safe one."""

from pathlib import Path
from threading import Event
from time import monotonic, sleep

from kiosk.app.start_guard import FAILED_STARTS, StartGuard
from tests.kiosk.full_disk import full_disk


def test_three_starts_that_hang_make_the_next_one_safe(tmp_path: Path) -> None:
    for _ in range(FAILED_STARTS):
        starts, looked = StartGuard(tmp_path, every=0.001), Event()
        assert not starts.begin()
        starts.well_when(Hanging(looked))
        assert looked.wait(15)
        starts.stop()
    assert StartGuard(tmp_path).begin()


def test_a_start_is_well_once_it_lives_for_a_while_without_a_break(tmp_path: Path) -> None:
    starts = StartGuard(tmp_path, every=0.001)
    starts.begin()
    beats = iter([True] * 10 + [False] + [True] * 1000)
    starts.well_when(lambda: next(beats))
    _wait_until_gone(tmp_path / "starts")
    assert sum(1 for _ in beats) <= 1000 - 20
    assert not StartGuard(tmp_path).begin()


def test_a_start_that_ended_as_asked_does_not_count(tmp_path: Path) -> None:
    for _ in range(2 * FAILED_STARTS):
        starts = StartGuard(tmp_path)
        assert not starts.begin()
        starts.well()


def test_a_start_that_cannot_be_counted_is_a_safe_one(tmp_path: Path) -> None:
    with full_disk():
        assert StartGuard(tmp_path).begin()
    assert not StartGuard(tmp_path).begin()


class Hanging:
    """Never alive; says when it was looked at for the fiftieth time."""

    def __init__(self, looked: Event) -> None:
        self._left = 50
        self._looked = looked

    def __call__(self) -> bool:
        self._left -= 1
        if not self._left:
            self._looked.set()
        return False


def _wait_until_gone(file: Path) -> None:
    give_up = monotonic() + 15
    while file.exists():
        assert monotonic() < give_up
        sleep(0.005)

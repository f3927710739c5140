"""When something happened at a kiosk, judged by its clock and the hub's."""

from datetime import datetime, timedelta

from hub.kiosks.models import Kiosk

TOLERATED = timedelta(seconds=60)  # between the clocks


def is_wrong(clock_ahead: int) -> bool:
    """Returns whether a clock is wrong. `clock_ahead`: seconds between the kiosk's machine and the hub."""
    return abs(clock_ahead) > TOLERATED.total_seconds()


def judge_moment(at: datetime, machine_at: datetime | None, kiosk: Kiosk, now: datetime) -> datetime:
    """Returns when it was by the hub's clock, and never later than now.

    `at` is trusted where the kiosk went by the hub's time (`machine_at` is there), or its clock is right. Where its
    clock was found wrong, that is taken off.
    """
    if machine_at is None and is_wrong(kiosk.clock_ahead):
        at -= timedelta(seconds=kiosk.clock_ahead)
    return min(at, now)

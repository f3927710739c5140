"""The time where the kiosk stands."""

from kiosk import clock

today = clock.today


def clock_time() -> str:
    """Hours and minutes, as a clock on the wall shows them."""
    return f"{clock.now():%H:%M}"

"""The time where the kiosk stands."""

from datetime import date, datetime


def today() -> date:
    return datetime.now().astimezone().date()


def clock_time() -> str:
    """Hours and minutes, as a clock on the wall shows them."""
    return datetime.now().astimezone().strftime("%H:%M")

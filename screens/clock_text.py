"""The time at the kiosk's site."""

from kiosk import clock

today = clock.today


def clock_time() -> str:
    """Returns hours and minutes ("14:05")."""
    return f"{clock.now():%H:%M}"

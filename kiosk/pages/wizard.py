"""One step after the other, and back again."""

from collections.abc import Callable

from kiosk.pages.ui import Back


def run_steps(*steps: Callable[[], object], begin: int = 0) -> None:
    """Takes the steps in order, from that of number `begin`. Back in one returns to the step before it; in the first it
    leaves the wizard."""
    at = begin
    while at < len(steps):
        try:
            steps[at]()
        except Back:
            if at == 0:
                raise
            at -= 1
        else:
            at += 1

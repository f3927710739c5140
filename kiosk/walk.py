"""One step after the other, and back again."""

from collections.abc import Callable

from kiosk.ui import Back


def walk(*steps: Callable[[], object]) -> None:
    """Take the steps in order. Back in one returns to the step before it; in the first it leaves the walk."""
    at = 0
    while at < len(steps):
        try:
            steps[at]()
        except Back:
            if at == 0:
                raise
            at -= 1
        else:
            at += 1

"""Words typed on the on-screen keyboard, and how long each key takes to show."""

import time
from collections.abc import Iterable, Iterator

from bench.chromium import AWAY
from bench.screen import Screen
from demo.robot import Robot

Beside = tuple[int, int, int, int]  # pixels: from the left of the window, above the keys, width, height


def time_keys(robot: Robot, screen: Screen, words: Iterable[str], beside: Beside, pause: float) -> Iterator[float]:
    """Types the words, and takes each back; yields the milliseconds from each key to the first changed pixel of
    `beside`. `pause`: seconds before a key."""
    page = robot.wait_until_ready("key_q", 30)
    left, above, width, height = beside
    region = (left, page.target("key_q").rect.y - above, width, height)
    for word in words:
        for letter in word:
            key = page.target(f"key_{letter}").rect.centre
            time.sleep(pause)
            yield 1000 * screen.until_changed(region, lambda key=key: screen.press(*key))  # type: ignore[misc]
            screen.release(*AWAY)
        for _ in word:
            robot.tap("key_backspace")
            time.sleep(0.1)

"""From a touch on another mode or language to the page painted in it: on the menu, the search and a form."""

from collections.abc import Iterator

from bench.kiosk import Site, to_menu
from bench.measure import Row, Samples
from bench.screen import Screen
from bench.turns import leave, time_turn
from demo.robot import Robot
from languages.registry import DEFAULT, LOCALES
from tools.xvfb import PORTRAIT, virtual_display

ROUNDS = 3
MOST = 300  # ms
_SETTINGS = ("large_text", "high_contrast", "low_reach", "left_hand")


def rows() -> list[Row]:
    with virtual_display(*PORTRAIT) as display, Site(display, *PORTRAIT) as site:
        site.prepare()
        screen = Screen(display, *PORTRAIT)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            modes = Samples(tuple(_modes(robot, screen)))
            tongues = Samples(tuple(_languages(robot, screen)))
        screen.close()
    return [
        Row("mode switched", "ms", modes, f"p95 ≤ {MOST}", modes.p95 <= MOST),
        Row("language switched", "ms", tongues, f"p95 ≤ {MOST}", tongues.p95 <= MOST),
    ]


def _modes(robot: Robot, screen: Screen) -> Iterator[float]:
    """Yields what each setting takes, there and back, on pages of three kinds."""
    for way in (
        (),
        (("apply", "BrowsePage"),),
        (("consult", "MenuPage"), ("ask", "CardPage"), ("no_card", "FormPage")),
    ):
        to_menu(robot)
        for key, page in way:
            robot.go(key, page)
        for _ in range(2):
            yield time_turn(robot, screen, "tool_large")
        for setting in _SETTINGS * ROUNDS:
            for _ in range(2):
                _open_panel(robot, setting)
                yield time_turn(robot, screen, setting)
        robot.tap("continue")
        leave(robot)


def _open_panel(robot: Robot, setting: str) -> None:
    """Opens the panel of the settings, unless it is open."""
    if setting not in [target.key for target in robot.look().targets]:
        robot.tap("tool_display")


def _languages(robot: Robot, screen: Screen) -> Iterator[float]:
    """Yields what each language takes on the menu, and the way back."""
    to_menu(robot)
    for tag in [tag for tag in LOCALES if tag != DEFAULT] * ROUNDS:
        yield time_turn(robot, screen, tag)
        yield time_turn(robot, screen, DEFAULT)
    leave(robot)

"""From a touch to the next page painted: every journey from the menu; beside Chromium, the menu and the services."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bench.chromium import MENU, PRESSED, chromium, warmed_profile
from bench.kiosk import Site, to_menu
from bench.measure import Row, Samples, beside_peer
from bench.screen import READ, Screen
from demo.robot import Lost, Robot
from tools.xvfb import PORTRAIT, virtual_display

ROUNDS = 7
MOST = 100  # ms
FINGER = 0.08  # s that it stays down
JOURNEYS = (  # what is tapped, from the menu on
    ("apply", "992200100000"), ("number",), ("track",), ("record",), ("guide", "992200200000"), ("finder",),
    ("consult", "ask"), ("directory",),
)  # fmt: skip
SERVICES = ("综合受理", "社会保障", "医疗保险", "民政救助", "户籍居住", "就业创业")


def rows() -> list[Row]:
    with (
        virtual_display(*PORTRAIT) as display,
        Site(display, *PORTRAIT) as site,
        warmed_profile(display, *PORTRAIT) as profile,
    ):
        site.prepare()
        screen = Screen(display, *PORTRAIT)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            turns = list(_journeys(robot, screen))
            pair = Samples(tuple(_one(robot, screen, "number") for _ in range(ROUNDS)))
        theirs = _peer(display, screen, profile)
        screen.close()
    every = Samples(tuple(turns))
    return [
        Row("touch to next page painted, every journey", "ms", every, f"p95 ≤ {MOST}", every.p95 <= MOST),
        beside_peer("touch to next page painted, menu to services", "ms", pair, theirs, 1.0),
    ]


def time_tap(screen: Screen, where: tuple[int, int]) -> float:
    """Returns milliseconds from the finger's lift until what follows is painted."""
    before = screen.strips()
    screen.press(*where)
    time.sleep(FINGER)
    began = time.monotonic()
    screen.release(*where)
    return 1000 * screen.paints_after(began, READ, before=before)[0]


def time_turn(robot: Robot, screen: Screen, key: str) -> float:
    """Does what `time_tap` does, with the button of that key, once a tap on it counts."""
    return time_tap(screen, robot.wait_until_ready(key).target(key).rect.centre)


def leave(robot: Robot) -> None:
    """Ends the visit. A tap that is lost, as its page was just drawn again, is repeated. Raises Lost."""
    for _ in range(4):
        with suppress(Lost):
            robot.go("cancel", "AttractPage", within=5)
            return
    raise Lost("the visit does not end")


def _journeys(robot: Robot, screen: Screen) -> Iterator[float]:
    for journey in JOURNEYS * ROUNDS:
        to_menu(robot)
        for key in journey:
            yield time_turn(robot, screen, key)
        leave(robot)


def _one(robot: Robot, screen: Screen, key: str) -> float:
    to_menu(robot)
    took = time_turn(robot, screen, key)
    leave(robot)
    return took


def _peer(display: str, screen: Screen, profile: Path) -> Samples:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        page = Path(folder) / "pages.html"
        page.write_text(_two_pages(MENU.read_text("utf-8")), "utf-8")
        with chromium(display, *PORTRAIT, profile, page) as browser:
            screen.painted_after(browser.began)
            took = []
            for _ in range(ROUNDS):
                took.append(time_tap(screen, PRESSED))
                time.sleep(1.0)
                time_tap(screen, PRESSED)  # back again
                time.sleep(1.0)
    return Samples(tuple(took))


def _two_pages(menu: str) -> str:
    """Returns the menu's page with a second one, that of the services; a touch on either leads to the other."""
    tiles = "".join(f"<button><b>{name}</b><small>1人在等候，约5分钟</small></button>" for name in SERVICES)
    script = (
        "<script>const first = document.querySelector('main'), second = first.cloneNode();"
        f"second.innerHTML = '{tiles}';"
        "const turn = (from, to) => { from.onclick = () => from.replaceWith(to) };"
        "turn(first, second); turn(second, first);</script>"
    )
    return menu.replace("</html>", f"{script}\n</html>")

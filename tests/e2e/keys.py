"""Someone with a tactile keypad: they look where the frame is, and press the arrow that leads on."""

from demo.display import Rect
from demo.robot import Lost, ScreenContent, TapTarget
from tests.e2e.centre import Kiosk, wait_until

_MOST = 60  # presses on the way to one thing


class ByKeys(Kiosk):
    """The robot before a kiosk that is open already. It never touches the screen."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.__dict__.update(kiosk.__dict__)

    def tap(self, wanted: str, within: float = 10.0) -> ScreenContent:
        wait_until(lambda: self._is_there(wanted), within, lambda: f"no {wanted!r}")
        self.goes_to(wanted)
        seen = self.wait_until_ready(wanted, within)
        self.display.keys("Return")
        return seen

    def goes_to(self, wanted: str) -> ScreenContent:
        """Raises Lost where the arrows do not lead there."""
        been: list[str] = []
        for _nth in range(_MOST):
            seen = self.look()
            target = seen.target(wanted)
            if seen.focus and seen.focus.key == target.key:
                return seen
            been.append(seen.focus.key if seen.focus else "")
            self._press(seen, _arrow(seen.focus, target.rect, stray=been.count(been[-1]) > 1))
        raise Lost(f"the arrows do not lead to {wanted!r}; they led to {been}")

    def _is_there(self, wanted: str) -> bool:
        try:
            return bool(self.look().target(wanted))
        except Lost:
            return False

    def _press(self, before: ScreenContent, arrow: str) -> None:
        self.display.keys(arrow)
        self._until(
            lambda seen: (seen.focus, seen.serial) != (before.focus, before.serial), f"{arrow} moves nothing", 5
        )


def _arrow(focus: TapTarget | None, wanted: Rect, *, stray: bool) -> str:
    """Up or down until it is in the same line, then to the side; the other way round after having strayed."""
    if focus is None:
        return "Down"
    here, there = focus.rect, wanted
    beside = here.y < there.y + there.height and there.y < here.y + here.height
    below = here.x < there.x + there.width and there.x < here.x + here.width
    across = "Right" if there.centre[0] > here.centre[0] else "Left"
    along = "Down" if there.centre[1] > here.centre[1] else "Up"
    sideways = beside or (stray and not below)
    return across if sideways else along

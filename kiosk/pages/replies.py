"""The reports of a surface on a page, and how a wait for people ends."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from kiosk.pages.kinds import Page


class Back(Exception):
    """The resident wants the page before. `entered` is what a form held when it was left; `aside`: they leave it for
    what the form offers beside its way on."""

    def __init__(self, entered: Any = None, *, aside: bool = False) -> None:
        super().__init__()
        self.entered, self.aside = entered, aside


class Cancelled(Exception):
    """The resident ends the visit."""


class TimedOut(Exception):
    """Nobody is there any more."""


class OtherCard(TimedOut):
    """Somebody else's card lies there now."""


class Stopped(Exception):
    """The program ends."""


class PageReply:
    """A surface's report of a page: `Answered`, or one of the others below."""


class Answered(PageReply):
    def __init__(self, value: Any) -> None:
        self.value = value


class WentBack(PageReply):
    """`entered`: from a form, the answers so far, complete or not; `aside`: as in `Back`."""

    def __init__(self, entered: Any = None, *, aside: bool = False) -> None:
        self.entered, self.aside = entered, aside


class Cancel(PageReply): ...


class Touched(PageReply):
    """Someone is there: the idle time begins again."""


class Paced(Touched):
    """From now on, until the visit ends, the resident has `patience` times the usual seconds."""

    def __init__(self, patience: float) -> None:
        self.patience = patience


def with_entered(page: Page[Any], before: Page[Any]) -> Page[Any]:
    """Returns the page with what was entered on the one before, where both are of one kind."""
    names = page.entered if type(before) is type(page) else ()
    return replace(page, **{name: getattr(before, name) for name in names})


class Changed(PageReply):
    """`page`: the page as it would have to be drawn now, with what was entered on it."""

    def __init__(self, page: Page[Any]) -> None:
        self.page = page


class Surface(Protocol):
    """A drawing surface. Both calls come from the program's threads and return at once."""

    def draw(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None:
        """Shows this page in place of the one before it. `reply` may be called from any thread, also too late."""

    def warn(self, seconds_left: int | None) -> None:
        """Covers the page with "are you still there?" and a countdown, or uncovers it. A touch on it is `Touched`."""


def drop(reply: PageReply) -> None:
    """Ignores a reply: a page that is only shown asks nothing."""

"""Someone at the kiosk: a surface without a window, on which a test reads pages and answers them like a person."""

from collections.abc import Callable, Mapping
from queue import Empty, Queue
from typing import Any, TypeVar

from kiosk.pages.kinds import AttractPage, BusyPage, MenuPage, Page
from kiosk.pages.ui import Answered, Cancel, PageReply, Touched, WentBack

P = TypeVar("P", bound=Page[Any])
_PATIENCE = 15.0  # seconds after which a page is not coming any more


class Resident:
    """A `Surface`. `sees` the next page of a kind, then `answers`, `goes_back` or `cancels`."""

    def __init__(self) -> None:
        self._drawn: Queue[tuple[Page[Any], Callable[[PageReply], None]]] = Queue()
        self.warnings: Queue[int | None] = Queue()
        self._ahead: list[tuple[Page[Any], Callable[[PageReply], None]]] = []  # drawn, and not looked at yet
        self._reply: Callable[[PageReply], None] = _nobody
        self.seen: list[Page[Any]] = []

    def draw(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None:
        self._drawn.put((page, reply))

    def warn(self, seconds_left: int | None) -> None:
        self.warnings.put(seconds_left)

    def sees(self, kind: type[P], after: type[Page[Any]] = BusyPage) -> P:
        """Returns the next page, which must be of this kind; pages that ask nothing, the last page renewed, and those
        of `after`, go by."""
        last = type(self.seen[-1]) if self.seen else after
        while True:
            page = self._next()
            if isinstance(page, kind):
                return page
            if not isinstance(page, BusyPage | AttractPage | last | after):
                raise AssertionError(f"expected a {kind.__name__}, but this came: {page}")

    def sees_any(self) -> Page[Any]:
        """Returns the next page, whatever it is."""
        return self._next()

    def looks_ahead(self) -> Page[Any]:
        """Returns the next page, which stays the next one."""
        if not self._ahead:
            self._ahead.append(self._drawn_next())
        return self._ahead[0][0]

    def begins(self, language: str = "en") -> MenuPage:
        """Touches the attract page until the menu is there."""
        page = self._next()
        while not isinstance(page, MenuPage):
            if isinstance(page, AttractPage):
                self.answers(language)
            page = self._next()
        return page

    def answers(self, value: object) -> None:
        self._reply(Answered(value))

    def goes_back(self, entered: Mapping[str, object] | None = None) -> None:
        self._reply(WentBack(entered))

    def cancels(self) -> None:
        self._reply(Cancel())

    def touches(self) -> None:
        self._reply(Touched())

    def reply(self, given: PageReply) -> None:
        self._reply(given)

    @property
    def reply_of_the_page(self) -> Callable[[PageReply], None]:
        """For what reaches the kiosk later, when another page is shown."""
        return self._reply

    def _next(self) -> Page[Any]:
        page, self._reply = self._ahead.pop() if self._ahead else self._drawn_next()
        self.seen.append(page)
        return page

    def _drawn_next(self) -> tuple[Page[Any], Callable[[PageReply], None]]:
        try:
            return self._drawn.get(timeout=_PATIENCE)
        except Empty:
            raise AssertionError(f"no further page came after {self.seen[-1:]}") from None


def _nobody(reply: PageReply) -> None:
    raise AssertionError("there is no page to answer yet")

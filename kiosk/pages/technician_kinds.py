"""The kinds of page that only a technician sees; else as those of `kiosk.pages.kinds`."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.pages.kinds import Page


@dataclass(frozen=True, slots=True)
class PinPage(Page[str]):
    """Asks for digits that nobody else may read, and answers with them."""

    has_tools: ClassVar[bool] = False
    text: str
    action: str
    problem: str = ""
    most: int = 12


@dataclass(frozen=True, slots=True)
class TrialPage(Page[bool]):
    """To try something out: `what` is "touch", "colours", "sound" or "keypad". Answers whether it works."""

    has_tools: ClassVar[bool] = False
    text: str
    what: str


@dataclass(frozen=True, slots=True)
class OutlinePage(Page[float]):
    """A bank card's outline that is made as large as a real card. Answers the screen's width in millimetres; `width_mm`
    is what it is taken for now."""

    has_tools: ClassVar[bool] = False
    text: str
    action: str
    width_mm: float

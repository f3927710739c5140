"""How a visit is displayed: larger, in more contrast, lower, for the left hand. All may be chosen together."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kiosk.pages.kinds import AttractPage, FormPage, Page

_PATIENCE = 2.0  # times the usual seconds, for those who read large text


class Setting(StrEnum):
    """One choice; its value names the attribute of `DisplayMode`."""

    LARGE_TEXT = "large_text"
    HIGH_CONTRAST = "high_contrast"
    LOW_REACH = "low_reach"
    LEFT_HAND = "left_hand"


@dataclass(frozen=True, slots=True)
class DisplayMode:
    """Sizes, colours and places of all that is drawn derive from it, by way of `ScreenTheme`."""

    large_text: bool = False
    high_contrast: bool = False
    low_reach: bool = False
    left_hand: bool = False

    @property
    def patience(self) -> float:
        """Returns by how many times the time-outs are longer."""
        return _PATIENCE if self.large_text else 1.0

    def has(self, setting: Setting) -> bool:
        return bool(getattr(self, setting.value))

    def switched(self, setting: Setting) -> "DisplayMode":
        """Returns this mode with that one setting changed."""
        return replace(self, **{setting.value: not self.has(setting)})


USUAL = DisplayMode()


def has_tools(page: Page[Any]) -> bool:
    """Returns whether the tools stand on this page. While the kiosk starts, nothing on its page can be tapped; a form
    with all its fields at once is a technician's."""
    is_starting = isinstance(page, AttractPage) and page.starting is not None
    return page.has_tools and not is_starting and not (isinstance(page, FormPage) and page.overview)

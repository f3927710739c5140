"""How everything looks: one palette, one type scale, sizes in millimetres of the real screen.

Sizes follow EN 301 549 5.1.4 (capitals of 6.1 mm at 500 mm), Section 508 402.4 (4.8 mm) and
Colle & Hiszem 2004 (20 mm to touch).
"""

from dataclasses import dataclass
from enum import Enum
from math import ceil

from screens.display_mode import USUAL, DisplayMode

Rgba = tuple[float, float, float, float]
CAP_HEIGHT = 0.733  # of the em, in Noto Sans SC
LINE_HEIGHT = 1.448  # of the em, as Noto Sans SC has it


class Type(Enum):
    """The type scale: the em in millimetres. Capitals are `CAP_HEIGHT` of it."""

    SMALL = 6.6  # capitals of 4.8 mm: hints, badges, rows
    BODY = 8.4  # capitals of 6.2 mm: what is read and tapped
    HEADING = 11.6  # 8.5 mm: titles
    DISPLAY = 19.0  # 13.9 mm: a code, the site's name
    CLOCK = 44.0  # 32 mm: the attract page's time


# The type scale of large text: no capital is lower than 8.5 mm. What is seen from afar already stays as it is.
_LARGE = {Type.SMALL: 11.6, Type.BODY: 11.6, Type.HEADING: 15.5, Type.DISPLAY: 21.0}


class Colour(Enum):
    GROUND = "#F6F3EC"  # warm off-white behind everything
    SURFACE = "#FFFFFF"  # cards
    SUNKEN = "#ECE8DE"  # keys, quiet buttons, fields at rest
    LINE = "#D5CFC1"
    EDGE = "#7F7A6C"  # around what can be pressed
    INK = "#1B2A30"
    MUTED = "#51626A"
    DEEP = "#0B5560"  # the one accent: primary action, what is chosen
    DEEPER = "#06363D"  # the accent while pressed
    TINT = "#DCEBEB"  # behind what is chosen
    ON_DEEP = "#FEFFFF"
    GOOD = "#23663A"
    GOOD_TINT = "#E0EFE3"
    TROUBLE = "#9C2F1C"
    TROUBLE_TINT = "#F7E3DD"
    AMBER = "#7A4B00"
    AMBER_TINT = "#F8EACB"
    OFF = "#566267"  # text of what cannot be tapped
    PRESSED = "#C6DCDC"  # a light button while pressed
    FOCUS = "#B23A00"  # the ring around what has the focus


# The same in high contrast: black on white, and one dark accent.
_HIGH_CONTRAST = {
    Colour.GROUND: "#FFFFFF",
    Colour.SUNKEN: "#F0F0F0",
    Colour.LINE: "#595959",
    Colour.EDGE: "#000000",
    Colour.INK: "#000000",
    Colour.MUTED: "#262626",
    Colour.DEEP: "#003740",
    Colour.DEEPER: "#000000",
    Colour.TINT: "#E3F1F1",
    Colour.ON_DEEP: "#FFFFFF",
    Colour.GOOD: "#0B3D1C",
    Colour.TROUBLE: "#6E1404",
    Colour.AMBER: "#4A2D00",
    Colour.OFF: "#3A3A3A",
    Colour.FOCUS: "#8A2C00",
}


def rgba(colour: Colour, *, high_contrast: bool = False) -> Rgba:
    """Returns red, green, blue and opacity, each from 0 to 1."""
    code = _HIGH_CONTRAST.get(colour, colour.value) if high_contrast else colour.value
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, 1.0


SCRIM = (0.05, 0.12, 0.14, 0.72)

# Every pair of text and ground that the pages use; a test holds each to 4.5 : 1, and to 7 : 1 in high contrast.
PAIRS = (
    (Colour.INK, Colour.GROUND),
    (Colour.INK, Colour.SURFACE),
    (Colour.INK, Colour.SUNKEN),
    (Colour.INK, Colour.TINT),
    (Colour.INK, Colour.PRESSED),
    (Colour.MUTED, Colour.GROUND),
    (Colour.MUTED, Colour.SURFACE),
    (Colour.MUTED, Colour.SUNKEN),
    (Colour.MUTED, Colour.TINT),
    (Colour.DEEP, Colour.GROUND),
    (Colour.DEEP, Colour.SURFACE),
    (Colour.DEEP, Colour.TINT),
    (Colour.DEEP, Colour.SUNKEN),
    (Colour.DEEP, Colour.PRESSED),
    (Colour.ON_DEEP, Colour.DEEP),
    (Colour.ON_DEEP, Colour.DEEPER),
    (Colour.GOOD, Colour.GOOD_TINT),
    (Colour.GOOD, Colour.SURFACE),
    (Colour.TROUBLE, Colour.TROUBLE_TINT),
    (Colour.TROUBLE, Colour.SURFACE),
    (Colour.TROUBLE, Colour.GROUND),
    (Colour.AMBER, Colour.AMBER_TINT),
    (Colour.OFF, Colour.SUNKEN),
)

# What the ring of the focus may lie on; a test holds each to 3 : 1 (WCAG 2.2, 1.4.11). Its rim parts it from the rest.
UNDER_FOCUS = (Colour.GROUND, Colour.SURFACE, Colour.SUNKEN, Colour.TINT, Colour.ON_DEEP)


# Every edge of what can be pressed, and what lies within and around it; a test holds each to 3 : 1 (WCAG 2.2, 1.4.11).
EDGES = (
    (Colour.EDGE, Colour.SURFACE),
    (Colour.EDGE, Colour.SUNKEN),
    (Colour.EDGE, Colour.GROUND),
    (Colour.DEEP, Colour.GROUND),
    (Colour.DEEP, Colour.SURFACE),
)


def contrast(one: Colour, other: Colour, *, high_contrast: bool = False) -> float:
    """Returns the contrast ratio of WCAG 2.2: 1 to 21."""
    luminances = (_luminance(rgba(colour, high_contrast=high_contrast)) for colour in (one, other))
    light, dark = sorted(luminances, reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgba) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


TAP_AFTER, LARGE_TAP_AFTER = 0.7, 1.0  # seconds, the other under large text
TOUCH = 20.0  # mm: the least height of what one is meant to tap
TOUCH_SMALL = 15.0  # mm: keys and small switches
MARGIN = 11.0
GAP = 5.0
RADIUS = 4.0
BOTTOM = 800.0  # mm above the floor: the screen's lower edge
REACH = (380.0, 1220.0)  # mm above the floor: what can be reached from a wheelchair (EN 301 549 8.3.3, ADA 308)


@dataclass(frozen=True, slots=True)
class ScreenTheme:
    """Turns millimetres into pixels of one screen, and names into the sizes and colours of the display mode.
    `tap_after`: for how many seconds a button is on the screen before a tap on it counts; `large_tap_after`: the least
    under large text. `bottom_mm`: how far the screen's lower edge is above the floor;
    `mounting`: devices and where they are."""

    px_per_mm: float
    tap_after: float = TAP_AFTER
    mode: DisplayMode = USUAL
    bottom_mm: float = BOTTOM
    sign: str = ""  # stands above every page
    large_tap_after: float = LARGE_TAP_AFTER
    mounting: tuple[tuple[str, str], ...] = ()

    def place_of(self, device: str) -> str:
        """Returns where the device is, as `config.settings.Place` has it; "" where nobody said."""
        return next((place for name, place in self.mounting if name == device), "")

    def mm(self, millimetres: float) -> int:
        return round(millimetres * self.px_per_mm)

    def em(self, size: Type) -> int:
        return self.mm(_LARGE.get(size, size.value) if self.mode.large_text else size.value)

    def line(self, size: Type) -> int:
        return ceil(self.em(size) * LINE_HEIGHT)

    def rgba(self, colour: Colour) -> Rgba:
        return rgba(colour, high_contrast=self.mode.high_contrast)

    @property
    def tap_wait(self) -> float:
        """Returns for how many seconds a button is on the screen before a tap counts; 0.0 where none has to wait."""
        slow = self.mode.large_text and self.tap_after > 0
        return max(self.tap_after, self.large_tap_after) if slow else self.tap_after

    @property
    def touch_small(self) -> float:
        """Returns the least side of what is tapped, in millimetres: keys are larger under large text."""
        return TOUCH if self.mode.large_text else TOUCH_SMALL

    def reach(self, height: float) -> tuple[int, int]:
        """Returns the bottom and the height, in pixels, of where the controls of a screen of this height lie."""
        if not self.mode.low_reach:
            return 0, round(height)
        low = max(0, self.mm(REACH[0] - self.bottom_mm))
        return low, max(0, min(round(height), self.mm(REACH[1] - self.bottom_mm)) - low)

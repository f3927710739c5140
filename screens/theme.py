"""How everything looks: one palette, one type scale, sizes in millimetres of the real screen.

Sizes follow EN 301 549 5.1.4 (capitals of 6.1 mm at 500 mm), Section 508 402.4 (4.8 mm) and
Colle & Hiszem 2004 (20 mm to touch).
"""

from dataclasses import dataclass
from enum import Enum
from math import ceil

CAP_HEIGHT = 0.733  # of the em, in Noto Sans SC
LINE_HEIGHT = 1.448  # of the em, as Noto Sans SC has it


class Type(Enum):
    """The type scale: the em in millimetres. Capitals are `CAP_HEIGHT` of it."""

    SMALL = 6.6  # capitals of 4.8 mm: hints, badges, rows
    BODY = 8.4  # capitals of 6.2 mm: what is read and tapped
    HEADING = 11.6  # 8.5 mm: titles
    DISPLAY = 19.0  # 13.9 mm: a code, the site's name
    CLOCK = 44.0  # 32 mm: the attract page's time


class Colour(Enum):
    GROUND = "#F6F3EC"  # warm off-white behind everything
    SURFACE = "#FFFFFF"  # cards
    SUNKEN = "#ECE8DE"  # keys, quiet buttons, fields at rest
    LINE = "#D5CFC1"
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

    @property
    def rgba(self) -> tuple[float, float, float, float]:
        red, green, blue = (int(self.value[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return red, green, blue, 1.0


SCRIM = (0.05, 0.12, 0.14, 0.72)

# Every pair of text and ground that the pages use; a test holds each to 4.5 : 1.
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


def contrast(one: Colour, other: Colour) -> float:
    """Returns the contrast ratio of WCAG 2.2: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.rgba[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


TAP_AFTER = 0.7  # seconds


@dataclass(frozen=True, slots=True)
class ScreenTheme:
    """Turns millimetres into pixels of one screen. `tap_after`: for how many seconds a button is on the screen before a
    tap on it counts."""

    px_per_mm: float
    tap_after: float = TAP_AFTER

    def mm(self, millimetres: float) -> int:
        return round(millimetres * self.px_per_mm)

    def em(self, size: Type) -> int:
        return self.mm(size.value)

    def line(self, size: Type) -> int:
        return ceil(self.em(size) * LINE_HEIGHT)


TOUCH = 20.0  # mm: the least height of what one is meant to tap
TOUCH_SMALL = 15.0  # mm: keys and small switches
MARGIN = 11.0
GAP = 5.0
RADIUS = 4.0

"""Layout of pages. A part knows its height at a width and is placed once, in pixels."""

from screens.layout.base import Gap, Part
from screens.layout.boxes import Column, Grid, KeyRow, Row
from screens.layout.button import Button, ButtonStyle
from screens.layout.holders import CardBox, Holder, Wide
from screens.layout.icon import Icon
from screens.layout.scroller import Scroller
from screens.layout.tappable import Tappable
from screens.layout.text import TextPart

__all__ = [
    "Button",
    "ButtonStyle",
    "CardBox",
    "Column",
    "Gap",
    "Grid",
    "Holder",
    "Icon",
    "KeyRow",
    "Part",
    "Row",
    "Scroller",
    "Tappable",
    "TextPart",
    "Wide",
]

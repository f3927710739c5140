"""What pages are made of. A part knows its height at a width and is placed once, in pixels."""

from screens.parts.base import Gap, Part
from screens.parts.boxes import Card, Column, Grid, Holder, Row, Wide
from screens.parts.button import Button, Look
from screens.parts.icon import Icon
from screens.parts.scroller import Scroller
from screens.parts.text import Text

__all__ = [
    "Button",
    "Card",
    "Column",
    "Gap",
    "Grid",
    "Holder",
    "Icon",
    "Look",
    "Part",
    "Row",
    "Scroller",
    "Text",
    "Wide",
]

"""One file draws one kind of page: `AttractPage` is drawn by `attract.py`, found by name when first needed."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from kiosk.pages import kinds as pages
from kiosk.pages.kinds import Page
from screens.layout import Part
from screens.page_context import Sheet

Draw = Callable[[Any, Sheet], Part]


def drawer(kind: type[Page[Any]]) -> Draw:
    """The function that draws this kind of page. Raises ModuleNotFoundError where there is none."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__.removesuffix("Page")).lower()
    draw: Draw = import_module(f"screens.draw.{name}").draw
    return draw


def kinds() -> tuple[type[Page[Any]], ...]:
    """Every kind of page there is."""
    return tuple(k for k in vars(pages).values() if isinstance(k, type) and issubclass(k, Page) and k is not Page)


def warm_up() -> Iterator[bool]:
    """Reads in one drawer at each step."""
    for kind in kinds():
        drawer(kind)
        yield True

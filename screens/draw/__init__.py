"""One file draws one page kind: `attract.py` draws `AttractPage`, imported when first needed."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from kiosk.pages import kinds as pages
from kiosk.pages import paper_kinds, technician_kinds
from kiosk.pages.kinds import Page
from screens.layout import Part
from screens.page_context import PageContext

Draw = Callable[[Any, PageContext], Part]


def drawer(kind: type[Page[Any]]) -> Draw:
    """Returns the function that draws this page kind. Raises ModuleNotFoundError without one."""
    draw: Draw = import_module(f"screens.draw.{name_of(kind)}").draw
    return draw


def name_of(kind: type[Page[Any]]) -> str:
    """Returns the name of a page kind: "out_of_service" for `OutOfServicePage`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__.removesuffix("Page")).lower()


def kinds() -> tuple[type[Page[Any]], ...]:
    """Returns every page kind."""
    members = [*vars(pages).values(), *vars(paper_kinds).values(), *vars(technician_kinds).values()]
    return tuple(k for k in members if isinstance(k, type) and issubclass(k, Page) and k is not Page)


def warm_up() -> Iterator[bool]:
    """Imports one drawer per step."""
    for kind in kinds():
        drawer(kind)
        yield True

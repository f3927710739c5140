"""Before a visit asks the hub or hands something in, the person that it is for has to be there."""

from collections.abc import Callable
from typing import TypeAlias

from pydantic import BaseModel

Attend: TypeAlias = Callable[[BaseModel | None], None]
"""Called with a message before it is sent or kept; returns once the visit's person is there, or raises."""


def attended_by_nobody(message: BaseModel | None) -> None:
    """Does nothing: for what the kiosk does by itself."""

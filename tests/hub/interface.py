"""The published interface. A test holds it to the code's, so it may be read where tests are listed: to build it takes
half a second in each process."""

import json
from functools import cache
from typing import Any

from hub.openapi import PUBLISHED


@cache
def document() -> dict[str, Any]:
    """Returns the whole schema, which nobody changes."""
    parsed: dict[str, Any] = json.loads(PUBLISHED.read_text("utf-8"))
    return parsed


def paths() -> dict[str, Any]:
    """Returns the operations, by address and method."""
    operations: dict[str, Any] = document()["paths"]
    return operations

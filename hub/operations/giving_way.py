"""On SQLite a background job gives way to requests: before each transaction it waits for as long as its last one took.

SQLite has one writer, and who waits for it does not queue: it looks again after pauses of up to a tenth of a second.
A job of a thousand short transactions had the lock each time that a request looked (docs/scale.md).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

LEAST, LONGEST = 0.005, 0.25  # seconds
_WRITES = ("INSERT", "UPDATE", "DELETE")  # each a transaction of its own


@dataclass
class Turns:
    """`began`: when the last transaction began, by time.monotonic()."""

    began: float | None = None
    sleep: Callable[[float], object] = time.sleep

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("BEGIN") or (not connection.in_atomic_block and sql.lstrip().startswith(_WRITES)):
            if self.began is not None:
                self.sleep(max(LEAST, min(LONGEST, time.monotonic() - self.began)))
            self.began = time.monotonic()
        return execute(sql, *rest)


@contextmanager
def giving_way() -> Iterator[None]:
    """Lets this thread use the database within the block by turns with others."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.execute_wrapper(Turns()):
        yield

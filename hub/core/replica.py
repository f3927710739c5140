"""Reads that may be minutes late go to a replica of the database, where HUB_REPLICA_URL names one."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connections

from hub.core.database_faults import UNAVAILABLE, name_fault

log = logging.getLogger("hub.database")
T = TypeVar("T")
REPLICA = "replica"
_late: ContextVar[bool] = ContextVar("late", default=False)


def read_late(build: Callable[[], T]) -> T:
    """Returns what `build` reads, perhaps of some minutes ago; of now where there is no replica, or it does not answer.

    It must read all that it needs before it returns, and write nothing. What somebody may read is decided before.
    """
    if REPLICA not in connections.settings:
        return build()
    token = _late.set(True)
    try:
        return build()
    except UNAVAILABLE as error:
        log.warning("replica: %s; the database is asked instead", name_fault(error))
        connections[REPLICA].close()
    finally:
        _late.reset(token)
    return build()


class LateReads:
    """Django's router: all goes to the one database, but for what is read within `read_late`."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return REPLICA if _late.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None

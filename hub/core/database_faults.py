"""The faults of a database that does not serve now: it is away, silent or busy, takes no writes, or has ended the
transaction. What was asked changed nothing, and may be asked again."""

from django.db import InterfaceError, InternalError, OperationalError

UNAVAILABLE = (OperationalError, InterfaceError, InternalError)


def name_fault(error: Exception) -> str:
    """Returns the fault for a log: its kind, and PostgreSQL's code where there is one (25006: it takes no writes).
    The message might quote personal data."""
    code = getattr(error.__cause__, "sqlstate", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__

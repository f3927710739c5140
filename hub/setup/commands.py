"""The set-up code on the console, and so in the journal."""

import os
import sys
import threading

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from hub.setup.codes import CODE_LASTS, create_code, is_fresh

_WITHIN = 5  # seconds


def announce(address: str = "") -> None:
    """Prints a new code where this hub has no administrator yet. One that is not migrated prints none, nor one whose
    database is away or silent: it starts all the same."""
    thread = threading.Thread(target=_announce, args=(address,), name="set-up code", daemon=True)
    thread.start()
    thread.join(_WITHIN)


def _announce(address: str) -> None:
    try:
        if is_fresh() and not settings.PRACTICE:
            _print_code(address)
    except (DatabaseError, InterfaceError):
        return
    finally:
        connection.close()  # this thread's own


def run() -> int:
    """Returns the exit status."""
    if not is_fresh():
        print("hub: there is an administrator already; sign in and open /setup/", file=sys.stderr)
        return 1
    _print_code("")
    return 0


def _print_code(address: str) -> None:
    base = os.environ.get("HUB_ORIGIN") or address
    page = f"{base}/setup/" if base else "/setup/ of this hub"
    hours = int(CODE_LASTS.total_seconds() // 3600)
    print(
        f"hub: nobody administers this hub yet. Open {page} and enter the set-up code"
        f" {create_code(timezone.now())}  (once, within {hours} hours; a new one: python -m hub setup)",
        file=sys.stderr,
        flush=True,
    )

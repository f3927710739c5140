"""A fresh SQLite database in one go: what all migrations up to some release make, as one script.

Django renders the models again for each of well over a hundred migrations, which takes a kiosk's processor half a
minute at its first start. Migrations that are younger than the script follow as usual, so an old script is slower,
never wrong. See docs/decisions/0103.
`python -m tools.fresh_database` writes it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.db import connection

SCRIPT = Path(__file__).with_name("fresh_sqlite.sql")
_OWN_ROWS = "-- here stand the rows that depend on the hub's own keys"
_WRITTEN_AT = "2026-01-01 00:00:00"  # in place of the moment at which a migration ran for the script


def fill_fresh_database(word_own_rows: Callable[[], Iterable[str]]) -> None:
    """Fills the default database where it is SQLite and has no table, in one transaction; leaves any other alone.

    `word_own_rows` returns the statements that make the rows which depend on the hub's keys.
    """
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return
    script = SCRIPT.read_text("utf-8").replace(_OWN_ROWS, "\n".join(word_own_rows()))
    with connection.constraint_checks_disabled():  # rows come before the tables that they refer to
        connection.ensure_connection()
        connection.connection.executescript(script)


def dump_database(database: sqlite3.Connection) -> Iterator[str]:
    """Yields the script's lines for a database that was migrated and not used."""
    database.execute("UPDATE django_migrations SET applied = ?", [_WRITTEN_AT])
    database.execute("DELETE FROM audit_chain")
    database.execute("UPDATE catalogue_area SET seal = ''")
    for statement in database.iterdump():
        if statement == "COMMIT;":
            yield _OWN_ROWS
            yield "UPDATE django_migrations SET applied = CURRENT_TIMESTAMP;"
        yield statement

import pytest
from django.core.management import call_command
from django.db import connection

from hub.operations.schema import list_differences

pytestmark = pytest.mark.usefixtures("database")


def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_djangos_own_checks_find_nothing() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_sqlite_commits_is_on_disk() -> None:
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert found == {"journal_mode": "wal", "synchronous": 2}  # 2 is FULL


def test_a_table_and_a_column_that_are_missing_are_named() -> None:
    assert list_differences() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE queues_ticket RENAME COLUMN number TO label")
        cursor.execute("ALTER TABLE channels_unfoundwords RENAME TO polls")
    missing = "the table channels_unfoundwords is missing", "the column queues_ticket.number is missing"
    assert sorted(list_differences()) == sorted(missing)

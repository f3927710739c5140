"""Background jobs on SQLite leave the one writer to requests between two of their transactions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from hub.kiosks.models import Tries
from hub.operations.giving_way import LEAST, LONGEST, Turns, giving_way
from tests.hub import filled


@pytest.fixture
def on_sqlite(filled_sqlite: Path) -> Iterator[None]:
    with filled.sqlite(filled_sqlite) as url, filled.django_on(url):
        yield


def test_a_job_waits_between_its_transactions_and_not_within(on_sqlite: None) -> None:
    pauses: list[float] = []
    with connection.execute_wrapper(Turns(sleep=pauses.append)):
        for _ in range(3):
            with transaction.atomic():
                Tries.objects.filter(count=0).update(count=1)
                Tries.objects.filter(count=0).delete()
    assert len(pauses) == 2
    assert all(LEAST <= pause <= LONGEST for pause in pauses)


def test_a_write_without_a_transaction_is_one(on_sqlite: None) -> None:
    pauses: list[float] = []
    with connection.execute_wrapper(Turns(sleep=pauses.append)):
        for _ in range(3):
            Tries.objects.filter(count=0).update(count=1)
            list(Tries.objects.all())
    assert len(pauses) == 2


def test_reads_wait_for_nobody(on_sqlite: None) -> None:
    pauses: list[float] = []
    with connection.execute_wrapper(Turns(sleep=pauses.append)):
        list(Tries.objects.all())
        list(Tries.objects.all())
    assert not pauses


def test_only_sqlite_needs_it(database: None) -> None:
    with giving_way():
        assert len(connection.execute_wrappers) == (connection.vendor == "sqlite")

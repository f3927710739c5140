"""The figures are read from a replica where there is one, everything else from the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, router

from hub.cases.models import Case
from hub.core.database_url import database_at, replica_database_at
from hub.core.replica import REPLICA, read_late
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from tests.hub import filled, postgres
from tests.hub.console.reader import Reader
from tests.hub.console.test_figures import hand_in, rows_of
from tests.hub.people import staff

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@contextmanager
def replica_at(url: str) -> Iterator[None]:
    connections.settings[REPLICA] = connections.configure_settings(
        {"default": connections.settings["default"], REPLICA: database_at(url)}
    )[REPLICA]
    try:
        yield
    finally:
        connections[REPLICA].close()
        del connections[REPLICA]
        del connections.settings[REPLICA]


@pytest.fixture
def late(request: pytest.FixtureRequest) -> Iterator[None]:
    """Another database, as it was some time ago: nothing is handed in there yet."""
    with postgres.database(request.getfixturevalue("postgresql"), filled.NAME) as url, replica_at(url):
        yield


def handed_in(reader: Reader) -> int:
    return sum(int(value) for (what, _of), value in rows_of(reader).items() if what == "收件")


@ON_POSTGRESQL
@pytest.mark.usefixtures("database")
def test_the_figures_come_from_the_replica_and_all_else_does_not(late: None) -> None:
    hand_in(2)
    reader = Reader(staff(Role.HEAD))  # whom the replica does not know yet
    assert handed_in(reader) == 0
    assert "<svg" in reader.page("figures/")
    assert Case.objects.count() == 2
    assert read_late(Case.objects.count) == 0
    assert Case.objects.count() == 2


@ON_POSTGRESQL
@pytest.mark.usefixtures("database")
def test_what_is_written_goes_to_the_database_itself(late: None) -> None:
    def write() -> str:
        return kiosks.add("lobby late")

    assert read_late(write)
    assert Kiosk.objects.filter(name="lobby late").exists()
    assert not Kiosk.objects.using(REPLICA).filter(name="lobby late").exists()
    assert router.allow_migrate(REPLICA, "cases") is False


@ON_POSTGRESQL
@pytest.mark.usefixtures("database")
def test_a_replica_that_is_away_is_not_missed(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    hand_in(2)
    with replica_at("postgresql://hub@127.0.0.1:1/hub"):
        assert handed_in(Reader(staff(Role.HEAD))) == 2
    assert "replica: OperationalError" in caplog.text


@pytest.mark.usefixtures("database")
def test_without_a_replica_all_is_read_from_the_database() -> None:
    hand_in(1)
    assert handed_in(Reader(staff(Role.HEAD))) == 1


@pytest.mark.parametrize("url", ["sqlite:///hub.sqlite3", "mysql://hub/hub", "replica"])
def test_a_replica_is_one_of_postgresql(url: Any) -> None:
    with pytest.raises(ImproperlyConfigured):
        replica_database_at(url)

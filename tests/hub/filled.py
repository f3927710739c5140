"""Databases with the sample catalogue in them: made once, and copied for each file of tests."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections

from hub.catalogue.seeding import seed
from hub.channels.notices import forget_versions
from hub.core.database_url import database_at
from hub.kiosks.sites import forget_zones
from hub.queues import pace
from hub.queues.calling import forget_services
from hub.queues.lobby import forget_lobbies
from hub.queues.order import forget_windows
from tests.hub import postgres
from tests.hub.sample import CATALOGUE

NAME = "filled"


def make_sqlite(folder: Path) -> None:
    _fill(f"sqlite:///{folder / 'hub.sqlite3'}")


def make_postgresql(folder: Path) -> None:
    """Makes what `postgresql_with` starts from."""
    with postgres.folder() as there:
        postgres.initialise(there)
        with postgres.server(there) as url:
            _fill(postgres.create(url, NAME))
        subprocess.run(["cp", "-a", there / "data", folder], check=True)


@contextmanager
def sqlite(made: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        shutil.copy(made / "hub.sqlite3", folder)
        yield f"sqlite:///{folder}/hub.sqlite3"


@contextmanager
def postgresql_with(made: Path) -> Iterator[str]:
    """Yields a server that has a database of that NAME."""
    with postgres.folder() as folder:
        subprocess.run(["cp", "-a", made / "data", folder], check=True)
        with postgres.server(folder) as url:
            yield url


@contextmanager
def django_on(url: str) -> Iterator[None]:
    """Django uses another database, and remembers nothing of the one before."""
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": database_at(url)})["default"]
    ContentType.objects.clear_cache()
    forget()
    yield
    connections["default"].close()


def forget() -> None:
    """Clears what the hub remembers of the database."""
    pace.forget()
    forget_zones()
    forget_lobbies()
    forget_versions()
    forget_windows()
    forget_services()


def _fill(url: str) -> None:
    with django_on(url):
        call_command("migrate", verbosity=0, interactive=False)
        seed(CATALOGUE)

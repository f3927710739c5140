"""The hub's tests run on SQLite and on a private PostgreSQL, each with a small catalogue of their own."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import chown, rmtree
from uuid import uuid4

import django
import psycopg
import pytest
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
if not settings.configured:
    django.setup()

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from psycopg import sql

from hub.catalogue.seeding import seed
from hub.keys import load_keys, make_keys
from hub.kiosks import services as kiosks
from hub.kiosks.sites import forget_zones
from hub.queues import pace
from hub.queues.calling import forget_services
from hub.queues.order import forget_windows
from hub.settings import database_at
from tests.hub.caller import Kiosk, Wire
from tests.hub.hub_process import Fresh, hub_process
from tests.hub.sample import CATALOGUE


@pytest.fixture(scope="session", autouse=True)
def _django(request: pytest.FixtureRequest) -> None:
    """pytest-django, where it is installed, would keep us from the database; these tests bring their own."""
    if request.config.pluginmanager.hasplugin("django"):
        request.getfixturevalue("django_db_blocker").unblock()


@pytest.fixture(scope="session")
def keys_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "hub.keys"
    make_keys(path)
    settings.HUB_KEYS, settings.SECRET_KEY = path, load_keys(path).secret_key
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL that nobody else uses."""
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))  # short: a socket's path has a limit
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    chown(folder, user)
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))

    def run(program: str, *arguments: str) -> None:
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.geteuid() == 0 else []
        command = [*become, str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-A", "trust", "-U", "hub", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", f"-F -h '' -k {folder} -c shared_buffers=16MB")
    yield f"postgresql://hub@/postgres?host={folder}"
    run("pg_ctl", "stop", "-m", "immediate")
    rmtree(folder)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, keys_path: Path
) -> Iterator[str]:
    """A migrated database that Django now uses, with the sample catalogue in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'hub.sqlite3'}"
    else:
        url = request.getfixturevalue("postgresql")
    with django_on(url):
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """An empty database for the command line, and where its keys are to be."""
    keys = tmp_path / "data" / "hub.keys"
    if request.param == "sqlite":
        return Fresh(f"sqlite:///{tmp_path / 'data' / 'hub.sqlite3'}", keys)
    url, name = request.getfixturevalue("postgresql"), f"fresh_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    keys.parent.mkdir()
    make_keys(keys)
    return Fresh(url.replace("/postgres?", f"/{name}?"), keys)


@contextmanager
def django_on(url: str) -> Iterator[None]:
    """Point Django at another database, migrate it and fill it."""
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": database_at(url)})["default"]
    ContentType.objects.clear_cache()
    call_command("migrate", verbosity=0, interactive=False)
    seed(CATALOGUE)
    yield
    connections["default"].close()


@pytest.fixture
def database(database_url: str) -> Iterator[None]:
    """Whatever a test writes is gone after it."""
    pace.forget()
    forget_zones()
    forget_windows()
    forget_services()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def kiosk(database: None) -> Kiosk:
    """A registered kiosk, talking to the hub in this process."""
    return Kiosk(Client(), kiosks.add(f"kiosk {uuid4()}"))


@pytest.fixture(scope="session")
def wire(database_url: str, keys_path: Path) -> Iterator[Callable[[], Wire]]:
    """Makes connections to a hub that runs as a process of its own on the same database."""
    token = kiosks.add(f"wire {uuid4()}")
    with hub_process(database_url, keys_path) as port:
        yield lambda: Wire(port, token)

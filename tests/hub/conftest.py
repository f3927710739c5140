"""The hub's tests run on SQLite and on a private PostgreSQL, each with a small catalogue of their own."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import uuid4
from zlib import crc32

import django
import pytest
from django.conf import LazySettings, settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
if not settings.configured:
    django.setup()

from django.db import transaction
from django.test import Client, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # has none

from hub.catalogue.seeding import seed
from hub.catalogue.starter import starter_catalogue
from hub.core import db_deadline
from hub.core.keys import load_keys, make_keys
from hub.kiosks import services as kiosks
from tests.answers.published import check_all
from tests.hub import filled, postgres
from tests.hub.caller import Kiosk, Wire
from tests.hub.hub_process import Fresh, hub_process
from tests.hub.months import Months
from tests.hub.uploads import ask_for_papers
from tests.once import made_once

check_all()
settings.ALLOWED_HOSTS.append("testserver")  # as a browser of Django's names it
_list_static_files = WhiteNoiseMiddleware.add_files_from_finders
_static_files: dict[str, object] = {}
_KINDS = ("sqlite", "postgresql")
_FILLING = 400  # seconds
_PAGES = (Path(__file__).parent / "console", Path(__file__).parent / "pages")


def _add_static_files(middleware: WhiteNoiseMiddleware) -> None:
    """Those of the first browser: each further one would look at all files of the release again, for 20 ms."""
    if not _static_files:
        _list_static_files(middleware)
        _static_files.update(middleware.files)
    middleware.files.update(_static_files)


WhiteNoiseMiddleware.add_files_from_finders = _add_static_files


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves half of the runs of pages' tests to `make soak`: each runs on one of the two databases, by its name. The
    first on PostgreSQL, whichever that is, has time to fill one on a busy machine."""
    for item in items:
        if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
            continue
        if "postgresql" in item.callspec.params.values() and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(_FILLING))
        kind = item.callspec.params.get("database_url")
        name = f"{item.path.name}::{item.originalname}"
        if item.path.parent in _PAGES and kind and kind != _KINDS[crc32(name.encode()) % len(_KINDS)]:
            item.add_marker(pytest.mark.soak)


@pytest.fixture(name="settings")
def _settings() -> Iterator[LazySettings]:
    """Django's, which are after the test what they were before."""
    with override_settings():
        yield settings


@pytest.fixture
def client() -> Client:
    """A browser that nobody has logged in with."""
    return Client()


@pytest.fixture(scope="session")
def keys_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This process's copy of the keys that all filled databases are for."""
    made = made_once(tmp_path_factory, "keys", lambda folder: make_keys(folder / "hub.keys"))
    path = Path(shutil.copy(made / "hub.keys", tmp_path_factory.mktemp("keys")))
    settings.HUB_KEYS, settings.SECRET_KEY = path, load_keys(path).secret_key
    settings.NAMELESS_NUMBERS_A_MINUTE = 0  # tests take many at one moment
    db_deadline.API_WITHIN = db_deadline.PAGE_WITHIN  # a busy machine may hold up a test's own process for long
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    return path


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory, keys_path: Path) -> Path:
    return made_once(tmp_path_factory, "sqlite", filled.make_sqlite)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory, keys_path: Path) -> Iterator[str]:
    """The URL of a PostgreSQL that nobody else uses; it has a filled database."""
    with filled.postgresql_with(made_once(tmp_path_factory, "postgresql", filled.make_postgresql)) as url:
        yield url


def a_filled(request: pytest.FixtureRequest, kind: str = "") -> AbstractContextManager[str]:
    """Returns the URL of a migrated database of that kind, by default the parameter's, with the sample catalogue."""
    if (kind or request.param) == "sqlite":
        return filled.sqlite(request.getfixturevalue("filled_sqlite"))
    return postgres.database(request.getfixturevalue("postgresql"), filled.NAME)


@pytest.fixture(scope="module", params=_KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """One that Django uses for a file of tests."""
    with a_filled(request) as url, filled.django_on(url):
        yield url


@pytest.fixture(scope="module")
def starter(database_url: str) -> None:
    """The catalogue is the starter's, as a hub is seeded with it, for all of a file."""
    seed(starter_catalogue())


@pytest.fixture(params=["sqlite", "postgresql"])
def ready(request: pytest.FixtureRequest, keys_path: Path, tmp_path: Path) -> Iterator[Fresh]:
    """One for the command line, with keys of its own."""
    with a_filled(request) as url:
        yield Fresh(url, Path(shutil.copy(keys_path, tmp_path)))


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """An empty database for the command line, and where its keys are to be."""
    keys = tmp_path / "data" / "hub.keys"
    if request.param == "sqlite":
        yield Fresh(f"sqlite:///{tmp_path / 'data' / 'hub.sqlite3'}", keys)
        return
    keys.parent.mkdir()
    make_keys(keys)
    with postgres.database(request.getfixturevalue("postgresql")) as url:
        yield Fresh(url, keys)


@pytest.fixture
def database(database_url: str) -> Iterator[None]:
    """Undoes after each test what it writes."""
    filled.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def months(database: None) -> Months:
    return Months.of_database()


@pytest.fixture
def kiosk(database: None) -> Kiosk:
    """A registered kiosk, talking to the hub in this process."""
    return Kiosk(Client(), kiosks.add(f"kiosk {uuid4()}"))


@pytest.fixture(scope="module")
def wire(database_url: str, keys_path: Path) -> Iterator[Callable[[], Wire]]:
    """Makes connections to a hub that runs as a process of its own on the same database."""
    token = kiosks.add(f"wire {uuid4()}")
    with hub_process(database_url, keys_path) as port:
        yield lambda: Wire(port, token)


@pytest.fixture
def telephones(database: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Telephones reach the hub, and an item asks for papers."""
    monkeypatch.setattr(settings, "HUB_ORIGIN", "http://testserver")
    monkeypatch.setattr(settings, "HUB_FILES", tmp_path / "files")
    ask_for_papers()

"""Provides what every test may rely on."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kiosk import clock
from kiosk.pages import language
from languages.registry import DEFAULT
from screens.kivy_setup import set_environment
from tests import nursery
from tests.examples import examples
from tests.kiosk.hub_process import make_hub
from tests.once import made_once

_FIRST = (  # those of a minute and more, the longest first
    "tests/hub/test_install_hub.py",
    "tests/demo/test_tour.py",
    "tests/hub/test_upgrade.py",
    "tests/e2e/test_clumsy_hands.py",
    "tests/hub/console/test_items.py",
    "tests/e2e/test_hub_in_trouble.py",
    "tests/kiosk/test_every_page_is_bound.py",
    "tests/e2e/test_devices_in_trouble.py",
    "tests/hub/console/test_agent_in_a_browser.py",
    "tests/kiosk/test_touches.py",
)

settings.register_profile(
    "steady", deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")  # no test fails for the time that it takes

set_environment()  # pytest imports all tests before it runs the first one
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a run starts a thousand programs: none compiles what another has
sys.dont_write_bytecode = False
nursery.install()


def pytest_collection_finish() -> None:
    """All modules are imported and all tests known: the collector need not look through them after each visit."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)  # as in a kiosk: what tests create by the thousand is mostly no garbage


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Orders the files for the workers, who take them one after the other: the longest first, then those of each folder
    spread over the whole run, so that tests which wait for devices and tests which compute run beside each other."""
    files = {item.path: item.nodeid.partition("::")[0] for item in items}
    folders: dict[Path, list[Path]] = {}
    for path in files:
        folders.setdefault(path.parent, []).append(path)
    place = {path: number / len(paths) for paths in folders.values() for number, path in enumerate(paths)}
    order = {name: number for number, name in enumerate(_FIRST)}
    items.sort(key=lambda item: (order.get(files[item.path], len(_FIRST)), place[item.path]))


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """The language is the process's: one test that speaks English must not make the next one speak it."""
    language.activate(DEFAULT)


@pytest.fixture(autouse=True)
def _by_the_machines_clock() -> Iterator[None]:
    """The time that a kiosk learned from a test's hub is that test's."""
    yield
    clock.forget_hub_time()


@pytest.fixture(scope="session")
def seeded_hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns what a `HubProcess` starts from."""
    return made_once(tmp_path_factory, "hub", make_hub)

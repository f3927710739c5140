"""Whole kiosks: real processes, on displays of their own, used by real clicks."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.e2e.centre import Centre, Kiosk
from tests.once import made_once
from tools.xvfb import virtual_display

SCREEN = (540, 960)

Opens = Callable[..., AbstractContextManager[Centre]]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, seeded_hub: Path) -> Path:
    """The data of a kiosk that has been open before: a hub with its catalogue, and the kiosk's copy of that."""
    return made_once(tmp_path_factory, "prepared", lambda folder: prepare(folder, seeded_hub)) / "data"


def prepare(folder: Path, hub: Path) -> None:
    shutil.copytree(hub, folder / "data" / "hub")
    with virtual_display(*SCREEN) as display, Centre(folder, display) as centre, centre.open() as kiosk:
        kiosk.opens("apply")
        kiosk.opens("number")


@pytest.fixture(scope="session")
def new_centre(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Opens:
    """Makes centres, each with a display, devices and data of its own."""

    @contextmanager
    def make(**settings: object) -> Iterator[Centre]:
        folder = tmp_path_factory.mktemp("centre")
        shutil.copytree(prepared, folder / "data", ignore=shutil.ignore_patterns("lock"))
        with virtual_display(*SCREEN) as display, Centre(folder, display, **settings) as centre:  # type: ignore[arg-type]  # handed on
            yield centre

    return make


@pytest.fixture(scope="session")
def centre(new_centre: Opens) -> Iterator[Centre]:
    with new_centre() as centre:
        yield centre


@contextmanager
def open_to_residents(centre: Centre) -> Iterator[Kiosk]:
    """Provides its kiosk once it takes applications."""
    with centre.open() as kiosk:
        kiosk.opens("apply")
        yield kiosk


@pytest.fixture(scope="session")
def open_kiosk(centre: Centre) -> Iterator[Kiosk]:
    with open_to_residents(centre) as kiosk:
        yield kiosk


@pytest.fixture
def kiosk(open_kiosk: Kiosk) -> Iterator[Kiosk]:
    """Nobody is there, and everything works."""
    centre = open_kiosk.centre
    for device in (centre.reader, centre.printer):
        device.do("plug")
        device.do("clear")
    centre.printer.do("refill")
    open_kiosk.leaves()
    centre.printed()
    try:
        yield open_kiosk
    except Exception as error:
        error.add_note(centre.log_end())
        raise

"""Whatever a page has to show: nothing leaves its place, covers something else, is cut off, or is hard to tap."""

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.pages import language
from tests.screens.conftest import Lobby
from tests.screens.layout import broken_words, faults
from tests.screens.real_pages import real_pages

SCREENS = {"portrait": (1080, 1920, 268), "landscape": (1920, 1080, 476), "small": (1366, 768, 410)}
NAMES = list(real_pages())
SMALLEST = 768  # pixels: there a long word may go on in the next line


@pytest.fixture(params=list(language.LANGUAGES))
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language of all that is shown."""
    before = language.language()
    language.activate(request.param)
    yield request.param
    language.activate(before)


@pytest.fixture(params=list(SCREENS))
def screen(window: Any, request: pytest.FixtureRequest) -> Iterator[Lobby]:
    width, height, width_mm = SCREENS[request.param]
    place = Lobby(window, width, height, width / width_mm)
    yield place
    place.close()


@pytest.mark.parametrize("name", NAMES)
def test_all_of_a_page_lies_in_its_place(screen: Lobby, spoken: str, name: str) -> None:
    screen.show(real_pages()[name])
    assert screen.replies == []  # a page that cannot be drawn ends the visit
    assert faults(screen.stage) == []
    if screen.stage.height > SMALLEST:
        assert broken_words(screen.stage) == []


def test_what_lies_over_a_page_has_its_place_too(screen: Lobby, spoken: str) -> None:
    screen.show(real_pages()["busy"])
    screen.stage.toggle_help()
    over = screen.stage.children[0]
    assert faults(over) == []
    screen.stage.toggle_help()
    screen.stage.volume.change(1)
    assert faults(screen.stage.volume) == []
    screen.stage.volume.hide()

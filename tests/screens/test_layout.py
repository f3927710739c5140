"""Whatever a page has to show: nothing leaves its place, covers something else, is cut off, or is hard to tap; no whole
number of a person stands there; and what ends something never lies where the button lay that led there: a second tap
ends nothing."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.pages import language
from kiosk.pages.kinds import FINISH, GuidePage, MenuPage, Page, TimelinePage
from tests.screens.conftest import Lobby
from tests.screens.layout import Rect, above_the_footer, broken_words, faults
from tests.screens.real_pages import real_pages

SCREENS = {"portrait": (1080, 1920, 268), "landscape": (1920, 1080, 476), "small": (1366, 768, 410)}
NAMES = list(real_pages())
SMALLEST = 768  # pixels: there a long word may go on in the next line
NUMBERS = ("11010519491231002X", "13800001234", "6222021234567890128")  # of the residents on these pages

Rects = dict[str, Rect]  # of a page's buttons, by their keys
Places = dict[tuple[int, str], dict[str, Rects]]  # by the screen's width and the language, then by the page's name


@pytest.fixture(scope="module")
def places() -> Places:
    """Where the buttons of each page were that has been shown."""
    return defaultdict(dict)


@pytest.fixture(params=list(language.LANGUAGES))
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language of all that is shown."""
    before = language.language()
    language.activate(request.param)
    yield request.param
    language.activate(before)


def open_lobby(window: Any, screen: str) -> Lobby:
    width, height, width_mm = SCREENS[screen]
    return Lobby(window, width, height, width / width_mm)


@pytest.fixture(params=list(SCREENS))
def screen(window: Any, request: pytest.FixtureRequest) -> Iterator[Lobby]:
    place = open_lobby(window, request.param)
    yield place
    place.close()


@pytest.fixture(params=["portrait", "landscape"])
def large_screen(window: Any, request: pytest.FixtureRequest) -> Iterator[Lobby]:
    place = open_lobby(window, request.param)
    yield place
    place.close()


def show(screen: Lobby, name: str, places: Places) -> Rects:
    """Shows a page, and notes where its buttons are."""
    screen.show(real_pages()[name])
    rects = {key: target.rect for key, target in screen.targets().items()}
    places[screen.stage.width, language.language()][name] = rects
    return rects


@pytest.mark.parametrize("name", NAMES)
def test_all_of_a_page_lies_in_its_place(screen: Lobby, spoken: str, name: str, places: Places) -> None:
    from screens.probe import texts

    show(screen, name, places)
    assert screen.replies == []  # a page that cannot be drawn ends the visit
    said = "\n".join(text.text for text in texts(screen.stage))
    assert [number for number in NUMBERS if number in said] == []
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


def test_no_page_ends_where_the_page_before_went_on(large_screen: Lobby, spoken: str, places: Places) -> None:
    """Every page's own way on, and every choice of a menu, against every button that ends a visit or leaves its result;
    and every "back" of a resident's page against every "end". A guide leads to a form, never to a result."""
    on, submit, choose, back, end, leave, finish = (Rects() for _ in range(7))
    shown = places[large_screen.stage.width, spoken]
    for name, page in real_pages().items():
        rects = shown.get(name) or show(large_screen, name, places)
        choices = choices_of(page)
        results = (FINISH, "more") if FINISH in rects else ()
        leads_to_result = ("action",) if not isinstance(page, GuidePage | TimelinePage) else ()
        for kind, keys in (
            (on, ("action",)),
            (submit, leads_to_result),
            (choose, choices),
            (finish, (FINISH,)),
            (back, ("back",) if page.cancel else ()),
            (end, ("cancel",)),
            (leave, results),
        ):
            kind.update({f"{name}: {key}": rects[key] for key in keys if key in rects})
        choose.update({f"{name}: {key}": above_the_footer(rects, key) for key in choices if key in rects})
    assert all(len(kind) > 5 for kind in (on, submit, choose, back, end, leave, finish))
    assert [*overlaps(submit, leave), *overlaps(choose, finish), *overlaps(on, end), *overlaps(back, end)] == []


def choices_of(page: Page[Any]) -> set[str]:
    return {choice.key for choice in page.choices} - {"cancel"} if isinstance(page, MenuPage) else set()


def overlaps(lead: Rects, end: Rects) -> Iterator[str]:
    for one, (x, y, width, height) in lead.items():
        for other, (left, top, wide, high) in end.items():
            across = min(x + width, left + wide) - max(x, left)
            along = min(y + height, top + high) - max(y, top)
            if across > 0 and along > 0:
                yield f"{one} and {other}"

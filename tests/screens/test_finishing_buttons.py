"""What ends something never lies where the button lay that led there: a second tap ends nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.pages import language
from kiosk.pages.kinds import FINISH, GuidePage, MenuPage, Page, TimelinePage
from languages.registry import LOCALES
from tests.screens.layout import Rect, above_the_footer
from tests.screens.real_pages import real_pages


@pytest.fixture(params=list(LOCALES))
def in_locale(request: pytest.FixtureRequest) -> Iterator[dict[str, Page[Any]]]:
    """The pages in a language, which is active meanwhile."""
    before = language.language()
    language.activate(request.param)
    yield real_pages()
    language.activate(before)


def test_no_page_ends_where_the_page_before_went_on(lobby: Any, in_locale: dict[str, Page[Any]]) -> None:
    """Every page's own way on, and every choice of a menu, against every button that ends a visit or leaves its result;
    and every "back" of a resident's page against every "end". A guide leads to a form, never to a result."""
    on, submit, choose, back, end, leave, finish = (dict[str, Rect]() for _ in range(7))
    for name, page in in_locale.items():
        lobby.stage.show(page, lambda _: None)
        rects = {key: target.rect for key, target in lobby.targets().items()}
        results = (FINISH, "more") if FINISH in rects else ()
        leads_to_result = ("action",) if not isinstance(page, GuidePage | TimelinePage) else ()
        ways_back = ("back",) if page.cancel else ()
        choices = {choice.key for choice in page.choices} - {"cancel"} if isinstance(page, MenuPage) else ()
        for kind, keys in (
            (on, ("action",)),
            (submit, leads_to_result),
            (choose, choices),
            (finish, (FINISH,)),
            (back, ways_back),
            (end, ("cancel",)),
            (leave, results),
        ):
            kind.update({f"{name}: {key}": rects[key] for key in keys if key in rects})
        choose.update({f"{name}: {key}": above_the_footer(rects, key) for key in choices if key in rects})
    assert all(len(kind) > 5 for kind in (on, submit, choose, back, end, leave, finish))
    assert [*overlaps(submit, leave), *overlaps(choose, finish), *overlaps(on, end), *overlaps(back, end)] == []


def overlaps(lead: dict[str, Rect], end: dict[str, Rect]) -> Iterator[str]:
    for one, (x, y, width, height) in lead.items():
        for other, (left, top, wide, high) in end.items():
            across = min(x + width, left + wide) - max(x, left)
            along = min(y + height, top + high) - max(y, top)
            if across > 0 and along > 0:
                yield f"{one} and {other}"

"""Turning pages: answers, idle time, late replies, and the end of the program."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import pytest

from contract.search.index import SearchIndex
from kiosk.pages.kinds import AttractPage, BrowsePage, MessagePage, Page, ReviewPage, StatementPage, TakePage
from kiosk.pages.search_entries import CatalogueEntry
from kiosk.pages.ui import (
    Answered,
    Back,
    Cancel,
    Cancelled,
    Changed,
    PageReply,
    Pages,
    Stopped,
    TimedOut,
    Touched,
    WentBack,
)
from tests.kiosk.resident import Resident

QUESTION = MessagePage("Title", text="Text", choices=())


class Surface:
    """Does what the test says when a page is drawn, or a warning shown."""

    def __init__(self, on_draw: Callable[[Callable[[PageReply], None]], None] = lambda reply: None) -> None:
        self.on_draw = on_draw
        self.on_warn: Callable[[Callable[[PageReply], None]], None] = lambda reply: None
        self.warnings: list[int | None] = []
        self.replies: list[Callable[[PageReply], None]] = []

    def draw(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None:
        self.replies.append(reply)
        self.on_draw(reply)

    def warn(self, seconds_left: int | None) -> None:
        self.warnings.append(seconds_left)
        if seconds_left is not None:
            self.on_warn(self.replies[-1])


def test_an_answer_comes_back() -> None:
    surface = Surface(lambda reply: reply(Answered("yes")))
    assert Pages(surface, 60, 20).ask(QUESTION) == "yes"


def test_until_may_answer_instead_of_the_resident() -> None:
    assert Pages(Surface(), 60, 20).ask(QUESTION, until=lambda: "card") == "card"


def test_back_brings_what_was_entered() -> None:
    surface = Surface(lambda reply: reply(WentBack({"place": "here"})))
    with pytest.raises(Back) as back:
        Pages(surface, 60, 20).ask(QUESTION)
    assert back.value.entered == {"place": "here"}


def test_cancel_ends_it() -> None:
    with pytest.raises(Cancelled):
        Pages(Surface(lambda reply: reply(Cancel())), 60, 20).ask(QUESTION)


def test_a_late_reply_to_a_page_that_is_gone_reaches_nobody() -> None:
    surface = Surface(lambda reply: reply(Answered("first")))
    pages = Pages(surface, 60, 20)
    pages.ask(QUESTION)

    def late_then_right(reply: Callable[[PageReply], None]) -> None:
        surface.replies[0](Answered("late"))
        reply(Answered("second"))

    surface.on_draw = late_then_right
    assert pages.ask(QUESTION) == "second"


def test_a_page_that_has_news_is_drawn_again_and_a_tap_on_either_counts() -> None:
    news = MessagePage("Title", text="News", choices=())
    surface = Surface()

    def drawn(reply: Callable[[PageReply], None]) -> None:
        if len(surface.replies) == 2:
            surface.replies[0](Answered("tapped on the page before"))

    surface.on_draw = drawn
    assert Pages(surface, 60, 20).ask(QUESTION, renew=lambda: news) == "tapped on the page before"
    assert len(surface.replies) == 2


def test_news_on_a_page_take_nothing_of_what_was_typed_there() -> None:
    page = BrowsePage("Search", groupings=(), entries=(), index=SearchIndex(()))
    news = replace(page, entries=(CatalogueEntry("1", "Housing", "", "", ()),))
    resident = Resident()

    def look() -> BrowsePage:
        resident.reply(Changed(replace(page, typed="hou", group="home")))
        return news

    asking = Thread(target=lambda: Pages(resident, 60, 20).ask(page, renew=look))
    asking.start()
    resident.sees(BrowsePage)
    assert resident.sees_any() == replace(news, typed="hou", group="home")
    resident.answers("1")
    asking.join(10)


def test_a_page_without_news_is_left_as_it_is() -> None:
    surface = Surface()
    looks = 0

    def look() -> MessagePage:
        nonlocal looks
        looks += 1
        if looks == 2:
            surface.replies[0](Answered("done"))
        return QUESTION

    assert Pages(surface, 60, 20).ask(QUESTION, renew=look) == "done"
    assert len(surface.replies) == 1


def test_nobody_there_is_warned_with_a_countdown_then_timed_out() -> None:
    surface = Surface()
    with pytest.raises(TimedOut):
        Pages(surface, 0.05, 1.5).ask(QUESTION)
    assert surface.warnings == [2, 1, None]


def test_a_touch_takes_the_warning_away_as_often_as_it_comes() -> None:
    surface = Surface()
    touches = iter([Touched()] * 10)
    surface.on_warn = lambda reply: reply(next(touches, None) or Answered("still here"))
    assert Pages(surface, 0.01, 5).ask(QUESTION) == "still here"
    assert surface.warnings == [5, None] * 11


@pytest.mark.parametrize("page", [AttractPage("Site"), TakePage("Take", text="it", what="card")])
def test_pages_that_wait_for_ever_are_never_warned(page: Page[Any]) -> None:
    surface = Surface()
    looks = iter(range(5))
    assert Pages(surface, 0.001, 0.001).ask(page, until=lambda: "gone" if next(looks, None) is None else None) == "gone"
    assert surface.warnings == []


def test_stop_wakes_the_one_who_waits() -> None:
    drawn, ended = Event(), Event()
    pages = Pages(Surface(lambda reply: drawn.set()), 60, 20)

    def wait() -> None:
        with pytest.raises(Stopped):
            pages.ask(AttractPage("Site"))
        ended.set()

    Thread(target=wait, daemon=True).start()
    assert drawn.wait(10)
    pages.stop()
    assert ended.wait(10)
    with pytest.raises(Stopped):
        pages.ask(QUESTION)


@pytest.mark.parametrize(
    ("page", "asked", "private"),
    [
        (QUESTION, False, False),
        (QUESTION, True, True),
        (replace(QUESTION, nameless=True), True, False),
        (StatementPage("Title", ("Text",), "Tick", "Action"), False, True),
        (ReviewPage("Title", (), "Action"), False, True),
        (AttractPage("Site"), True, False),
    ],
    ids=["nobody's", "asked about somebody", "a queue number", "statement", "review", "first page"],
)
def test_without_a_card_a_page_is_private_where_it_may_tell_of_somebody(
    page: Page[Any], asked: bool, private: bool
) -> None:
    drawn: list[Page[Any]] = []
    surface = Surface()
    surface.draw = lambda page, reply: drawn.append(page)  # type: ignore[method-assign]
    pages = Pages(surface, 60, 20)
    if asked:
        pages.attend(personal=True)
    pages.show(page)
    assert [page.private for page in drawn] == [private]

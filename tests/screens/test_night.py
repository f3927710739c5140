"""The screen is dark at night, and wakes for those who come."""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest

from screens.samples import SAMPLES


class Hours:
    """A clock, and the hours in which the lobby is closed."""

    def __init__(self) -> None:
        self.now = time(22)

    def is_night(self, at: time) -> bool:
        return at >= time(20)


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def night(portrait: Any, hours: Hours, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from screens.night import Night

    portrait.show(SAMPLES["attract"])
    night = Night(portrait.stage, hours.is_night, lambda: hours.now)
    yield night
    hours.now = time(12)
    night.look()
    night.stop()


def brightest(lobby: Any) -> int:
    """Returns the brightest pixel on the screen, 0 to 255."""
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    for _ in range(2):
        lobby.draw()
    lobby.window.dispatch("on_draw")
    place = [int(value) for value in (*lobby.stage.pos, *lobby.stage.size)]
    return int(max(glReadPixels(*place, GL_RGB, GL_UNSIGNED_BYTE)))


def test_at_night_the_whole_screen_is_dark_and_by_day_it_is_not(night: Any, portrait: Any, hours: Hours) -> None:
    hours.now = time(19)
    night.look()  # it may have looked by itself already
    assert brightest(portrait) > 200
    hours.now = time(21)
    night.look()
    assert brightest(portrait) == 0
    hours.now = time(9)
    night.look()
    assert brightest(portrait) > 200


def test_a_touch_wakes_it_and_does_nothing_else(night: Any, portrait: Any) -> None:
    night.look()
    portrait.tap("begin")
    assert portrait.answers() == []
    assert not night.is_dark
    night.look()
    assert not night.is_dark  # for a while
    portrait.tap("begin")
    assert len(portrait.answers()) == 1


def test_a_key_wakes_it(night: Any, portrait: Any) -> None:
    night.look()
    portrait.window.dispatch("on_key_down", 13, 0, "", [])
    assert not night.is_dark


def test_a_visit_that_begins_with_a_card_wakes_it(night: Any, portrait: Any) -> None:
    night.look()
    portrait.show(SAMPLES["menu"])
    night.look()
    assert not night.is_dark


def test_a_first_page_that_is_drawn_again_at_night_stays_dark(night: Any, portrait: Any) -> None:
    night.look()
    portrait.show(SAMPLES["attract_starting"])
    assert brightest(portrait) == 0

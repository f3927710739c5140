"""The technician's hidden gesture, and residents who do not know of it."""

from typing import Any

import pytest

from kiosk.pages.kinds import TECHNICIAN
from screens import hidden_gesture
from screens.samples import SAMPLES


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(hidden_gesture, "monotonic", clock)
    return clock


def holds(lobby: Any, clock: Clock, x: float, y: float, seconds: float = 3.0) -> None:
    touch = lobby.press(x, y)
    clock.now += seconds
    lobby.lift(touch)


def upper_left(lobby: Any) -> tuple[float, float]:
    return 20, lobby.window.height - lobby.stage.height + 20


def lower_right(lobby: Any) -> tuple[float, float]:
    return lobby.stage.width - 20, lobby.window.height - 20


@pytest.mark.parametrize("name", ["attract", "out_of_service"])
def test_both_corners_held_open_it(lobby: Any, clock: Clock, name: str) -> None:
    lobby.show(SAMPLES[name])
    holds(lobby, clock, *upper_left(lobby))
    assert lobby.answers() == []
    holds(lobby, clock, *lower_right(lobby))
    assert lobby.answers() == [TECHNICIAN]


def test_a_page_that_is_drawn_again_meanwhile_disturbs_nothing(lobby: Any, clock: Clock) -> None:
    lobby.show(SAMPLES["attract"])
    touch = lobby.press(*upper_left(lobby))
    lobby.show(SAMPLES["out_of_service"])
    clock.now += 3
    lobby.lift(touch)
    lobby.show(SAMPLES["attract"])
    holds(lobby, clock, *lower_right(lobby))
    assert lobby.answers() == [TECHNICIAN]


def test_a_residents_tap_on_the_corner_begins_a_visit(lobby: Any, clock: Clock) -> None:
    lobby.show(SAMPLES["attract"])
    holds(lobby, clock, *upper_left(lobby), seconds=0.2)
    assert lobby.answers() == ["zh-Hans"]


def test_a_tap_on_the_other_corner_is_a_tap(lobby: Any, clock: Clock) -> None:
    lobby.show(SAMPLES["attract"])
    lobby.lift(lobby.press(*lower_right(lobby)))
    assert len(lobby.answers()) == 1


def test_one_corner_alone_or_too_late_opens_nothing(lobby: Any, clock: Clock) -> None:
    lobby.show(SAMPLES["out_of_service"])
    holds(lobby, clock, *lower_right(lobby))
    holds(lobby, clock, *upper_left(lobby))
    clock.now += hidden_gesture.NEXT_SECONDS + 1
    holds(lobby, clock, *lower_right(lobby))
    assert lobby.answers() == []


def test_digits_are_shown_as_dots_and_answered(lobby: Any) -> None:
    from screens.probe import texts

    lobby.show(SAMPLES["pin"])
    lobby.tap("action")
    for key in ("4", "9", "7", "backspace", "3"):
        lobby.tap(f"key_{key}")
    assert "●●●" in {text.text for text in texts(lobby.stage)}
    lobby.tap("action")
    assert lobby.answers() == ["493"]

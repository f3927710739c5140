"""A tap acts on what was there: only on a button that was on the screen, and enabled, before the finger came down."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.pages.kinds import MenuPage
from kiosk.pages.page_parts import Choice
from screens.sample_form import form
from screens.samples import SAMPLES


def ready(lobby: Any) -> set[str]:
    """Draws a frame; returns the buttons on which a tap counts."""
    lobby.draw()
    return {key for key, target in lobby.targets().items() if target.ready}


def button(lobby: Any, key: str) -> Any:
    from screens.probe import buttons

    return next(button for button in buttons(lobby.stage) if button.key == key)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_no_button_of_any_page_takes_a_tap_at_once(waiting: Any, name: str) -> None:
    waiting.show(SAMPLES[name])
    assert not ready(waiting)
    for target in list(waiting.targets().values()):
        x, y, width, height = target.rect
        pressed = button(waiting, target.key)
        resting = pressed._ground.shown()
        touch = waiting.press(x + width / 2, y + height / 2)
        assert pressed._ground.shown() == resting  # what does not count does not look as if it did
        waiting.lift(touch)
    assert waiting.answers() == []


def test_what_was_there_for_long_enough_counts(waiting: Any) -> None:
    waiting.show(SAMPLES["menu"])
    waiting.settle()
    waiting.tap("track")
    assert waiting.answers() == ["track"]


def test_under_large_text_it_has_to_be_there_for_longer(waiting: Any) -> None:
    stage = waiting.stage
    waiting.show(SAMPLES["menu"])
    waiting.settle()
    waiting.tap("tool_large")
    waiting.settle()
    track = button(waiting, "track")
    shown_at = stage._taps._faces[track].since.shown_at
    assert not stage.may_tap(track, shown_at + 0.95, (0, 0))
    assert stage.may_tap(track, shown_at + 1.05, (0, 0))


def test_before_it_is_drawn_no_time_counts(waiting: Any) -> None:
    """However long a page waits for its first frame."""
    from kivy.clock import Clock

    waiting.show(SAMPLES["menu"])
    waiting.settle()
    waiting.show(SAMPLES["message"])
    assert not waiting.stage.may_tap(button(waiting, "again"), Clock.time() + 100, (0, 0))


def test_a_key_with_another_word_takes_no_tap_that_was_meant_for_the_word_before(waiting: Any) -> None:
    waiting.show(SAMPLES["form_long_text"])
    waiting.settle()
    waiting.tap("key_d")
    waiting.settle()
    first = button(waiting, "key_candidate_0")
    before = first.text
    assert first.ready
    button(waiting, "key_i").on_tap()
    again = button(waiting, "key_candidate_0")
    assert again.text != before
    assert not again.ready  # the word before is still on the screen
    waiting.settle()
    assert again.ready


def test_a_page_that_is_drawn_again_keeps_what_was_there(waiting: Any) -> None:
    menu = SAMPLES["menu"]
    assert isinstance(menu, MenuPage)
    waiting.show(menu)
    waiting.settle()
    before = set(waiting.targets())
    waiting.show(replace(menu, choices=(*menu.choices[:-1], Choice("new", "新的事项"))))
    assert {key for key, target in waiting.targets().items() if target.ready} & {"track", "new"} == {"track"}
    assert ready(waiting) & {"track", "cancel"} == {"track", "cancel"}
    assert "new" not in ready(waiting)
    assert "new" in set(waiting.targets()) - before


def test_another_asker_begins_again(waiting: Any) -> None:
    waiting.show(SAMPLES["menu"])
    waiting.settle()
    other: list[Any] = []
    waiting.stage.show(SAMPLES["menu"], other.append)
    assert not ready(waiting)


def test_what_was_disabled_waits_from_when_it_is_enabled(waiting: Any) -> None:
    waiting.show(SAMPLES["statement"])
    waiting.settle()
    waiting.tap("tick")
    assert "action" not in ready(waiting)
    waiting.settle()
    waiting.tap("action")
    assert waiting.answers() == [None]


def test_keys_that_stand_there_take_quick_typing(waiting: Any) -> None:
    waiting.show(form("phone"))
    waiting.settle()
    waiting.tap("key_backspace")
    waiting.settle()
    for _ in range(4):
        waiting.tap("key_backspace")
        assert "key_7" in ready(waiting)
    for digit in "7777":
        waiting.tap(f"key_{digit}")
    waiting.settle()
    waiting.tap("back")
    assert waiting.replies[-1].entered["phone"].endswith("7777")


def test_a_row_that_was_scrolled_under_the_finger_waits(waiting: Any) -> None:
    waiting.show(SAMPLES["guide"])
    waiting.show(SAMPLES["browse"])
    waiting.settle()
    x, y, *_ = waiting.targets()["2"].rect
    waiting.drag(x + 50, y + 20, y - 180)
    rows = [key for key in waiting.targets() if key.isdigit()]
    assert rows
    assert not ready(waiting) & set(rows)
    waiting.settle()
    waiting.tap(rows[-1])
    assert waiting.answers() == [rows[-1]]


def test_what_the_warning_covered_waits_when_it_is_gone(waiting: Any) -> None:
    waiting.show(SAMPLES["menu"])
    waiting.settle()
    waiting.stage.warn(20)
    assert not ready(waiting)
    waiting.stage.warn(None)
    assert not ready(waiting)
    waiting.settle()
    waiting.tap("track")
    assert waiting.answers() == ["track"]


def test_a_tap_in_the_place_of_the_one_that_led_here_waits_longer(waiting: Any) -> None:
    """A slow double tap takes up to 0.8 seconds."""
    waiting.show(SAMPLES["menu"])
    waiting.settle()
    waiting.tap("track")
    place = waiting.stage.to_window(*button(waiting, "track").center)
    waiting.show(SAMPLES["message"])
    shown = drawn(waiting)
    target = button(waiting, "again")
    assert waiting.stage.may_tap(target, shown + 0.8, (0, 0))
    assert not waiting.stage.may_tap(target, shown + 0.8, place)
    assert waiting.stage.may_tap(target, shown + 1.0, place)


def test_an_outcome_stays_until_its_number_was_seen(waiting: Any) -> None:
    from screens.probe import buttons

    waiting.show(SAMPLES["outcome"])
    shown = drawn(waiting)
    for target in buttons(waiting.stage):
        assert not waiting.stage.may_tap(target, shown + 1.9, (0, 0))
        assert waiting.stage.may_tap(target, shown + 2.0, (0, 0))


def drawn(lobby: Any) -> float:
    """Draws the page; returns when it was on the screen by."""
    from kivy.clock import Clock

    lobby.draw()
    lobby.draw()
    return float(Clock.time())

"""Hold to show, where a tap counts only after a while: by finger and by keypad, one value at a time."""

from typing import Any

import pytest

from kiosk.pages.kinds import ReviewPage
from kiosk.pages.page_parts import ListRow
from screens.focus_geometry import Direction

MASKED, WHOLE = ("王**", "138****8000"), ("王小明", "13800138000")
PAGE = ReviewPage(
    "核对",
    rows=tuple(
        ListRow(key, mask, key=key, full=full) for key, mask, full in zip(("name", "phone"), MASKED, WHOLE, strict=True)
    ),
    action="核对无误",
)


@pytest.fixture
def review(waiting: Any) -> Any:
    waiting.show(PAGE)
    waiting.draw()
    return waiting


def whole(lobby: Any) -> list[str]:
    """Returns the values that can be read in full."""
    from screens.probe import texts

    lobby.draw()
    return [text.text for text in texts(lobby.stage) if text.text in WHOLE]


def finger_on(lobby: Any, key: str) -> Any:
    x, y, width, height = lobby.targets()[key].rect
    return lobby.press(x + width / 2, y + height / 2)


def keypad_on(lobby: Any, key: str) -> Any:
    focus = lobby.stage.focus
    focus.appear()
    for direction in [*[Direction.UP] * 9, *[Direction.LEFT, Direction.RIGHT] * 2, *[Direction.DOWN] * 9]:
        if focus.button and focus.button.key == key:
            break
        focus.move(direction)
    assert focus.button.key == key
    focus.tap()
    return focus


def test_a_finger_that_comes_too_soon_shows_nothing_and_the_next_does(review: Any) -> None:
    touch = finger_on(review, "hold_name")
    assert whole(review) == []
    review.settle()
    assert whole(review) == []  # however long the finger lies there
    review.lift(touch)
    touch = finger_on(review, "hold_name")
    assert whole(review) == [WHOLE[0]]
    review.settle()
    assert whole(review) == [WHOLE[0]]
    review.lift(touch)
    assert whole(review) == []
    assert review.answers() == []


def test_a_keypads_key_waits_as_a_finger_does(review: Any) -> None:
    keypad_on(review, "hold_phone").let_go()
    assert whole(review) == []
    review.settle()
    focus = keypad_on(review, "hold_phone")
    assert whole(review) == [WHOLE[1]]
    focus.let_go()
    assert whole(review) == []


def test_finger_and_keypad_together_show_the_last_of_the_two(review: Any) -> None:
    review.settle()
    touch = finger_on(review, "hold_name")
    focus = keypad_on(review, "hold_phone")
    assert whole(review) == [WHOLE[1]]
    review.lift(touch)
    assert whole(review) == [WHOLE[1]]
    focus.let_go()
    assert whole(review) == []


def test_two_fingers_show_the_last_of_the_two(review: Any) -> None:
    review.settle()
    first, second = finger_on(review, "hold_phone"), finger_on(review, "hold_name")
    assert whole(review) == [WHOLE[0]]
    review.lift(second)
    assert whole(review) == []
    review.lift(first)
    assert whole(review) == []

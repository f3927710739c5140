"""Covers what a technician tries out by hand."""

from typing import Any

from screens.samples import SAMPLES


def test_the_touch_grid_is_passed_when_every_field_was_touched(lobby: Any) -> None:
    from screens.draw.trial import _Fields

    lobby.show(SAMPLES["trial_touch"])
    (grid,) = [part for part in lobby.stage.walk() if isinstance(part, _Fields)]
    high = lobby.window.height
    wide, tall = grid.width / grid._columns, grid.height / grid._rows
    for row in range(grid._rows):
        y = high - (grid.y + (row + 0.5) * tall)
        touch = lobby.press(grid.x + 0.5 * wide, y)
        for column in range(grid._columns):
            assert lobby.answers() == []
            touch.touch_move(grid.x + (column + 0.5) * wide, high - y)
        lobby.lift(touch)
    assert lobby.answers() == [True]


def test_a_dead_corner_is_told(lobby: Any) -> None:
    lobby.show(SAMPLES["trial_touch"])
    lobby.tap("failed")
    assert lobby.answers() == [False]


def test_the_colours_follow_each_other(lobby: Any) -> None:
    lobby.show(SAMPLES["trial_colours"])
    for _ in range(5):
        lobby.tap("next")
        assert lobby.answers() == []
    lobby.tap("next")
    assert lobby.answers() == [True]


def test_a_machine_without_sound_says_so(portrait: Any, monkeypatch: Any) -> None:
    from screens.draw import trial
    from screens.probe import texts

    monkeypatch.setattr(trial, "play", lambda loudness: False)
    portrait.show(SAMPLES["trial_sound"])
    assert "本机没有声音设备。" in {text.text for text in texts(portrait.stage)}
    portrait.tap("failed")
    assert portrait.answers() == [False]


def test_keys_are_shown_by_name(portrait: Any) -> None:
    from screens.probe import texts

    portrait.show(SAMPLES["trial_keypad"])
    portrait.window.dispatch("on_key_down", 13, 40, "", [])
    assert "enter" in {text.text for text in texts(portrait.stage)}


def test_a_larger_outline_means_a_smaller_screen(lobby: Any) -> None:
    for keys, smaller in (((), None), (("plus", "up"), True), (("minus", "down"), False)):
        lobby.show(SAMPLES["outline"])
        for key in keys:
            lobby.tap(key)
        lobby.tap("action")
        (width_mm,) = lobby.answers()
        assert (width_mm == 268) if smaller is None else (width_mm < 268) is smaller

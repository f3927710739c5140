"""What is drawn of a frame where only what has changed is drawn: the screen is never another than with whole frames."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from screens.samples import SAMPLES


class Frames:
    """The window's frames, limited to what has changed."""

    def __init__(self, lobby: Any) -> None:
        from screens.damage import DamagedFrames

        self.lobby, self._frames = lobby, DamagedFrames()
        self._frames.install()

    def stop(self) -> None:
        self._frames.stop()

    def check(self) -> None:
        """Checks that the next frame is the one that would be drawn whole. Raises AssertionError."""
        self.lobby.window.canvas.ask_update()
        self.lobby.draw()
        limited = self._pixels()
        self._frames.invalidate()
        self.lobby.window.dispatch("on_draw")
        assert limited == self._pixels()

    def _pixels(self) -> bytes:
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

        return bytes(glReadPixels(0, 0, *self.lobby.window.size, GL_RGB, GL_UNSIGNED_BYTE))


@pytest.fixture
def frames(lobby: Any) -> Iterator[Frames]:
    limited = Frames(lobby)
    yield limited
    limited.stop()


def _tap(frames: Frames, keys: str) -> Iterator[Callable[[], object]]:
    for key in keys.split():
        yield partial(frames.lobby.tap, key)


def _steps(frames: Frames) -> Iterator[Callable[[], object]]:
    from screens.layout import Scroller

    stage = frames.lobby.stage
    yield from _tap(
        frames, "key_d key_i key_b key_space key_a key_backspace key_symbols key_symbols key_clear key_shift"
    )
    yield from (partial(part.turn, 1) for part in stage.walk() if isinstance(part, Scroller))
    yield from (stage.focus.appear, lambda: stage.volume.change(1), lambda: stage.warn(20), lambda: stage.warn(19))
    yield from (lambda: stage.warn(None), stage.volume.hide, stage.focus.hide)
    yield from (stage.toggle_help, stage.toggle_help, stage.toggle_display, stage.toggle_display)


def test_a_frame_limited_to_what_has_changed_is_as_the_whole_one(frames: Frames) -> None:
    frames.lobby.show(SAMPLES["browse results"])
    frames.check()
    for act in _steps(frames):
        act()
        frames.check()

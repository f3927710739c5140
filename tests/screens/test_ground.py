"""The rounded grounds of large buttons and cards are filled by clearing: that shows what a stretched picture would."""

from math import inf
from typing import Any

import pytest
from PIL import Image, ImageChops

from screens.samples import SAMPLES


def picture(lobby: Any) -> Image.Image:
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    lobby.window.canvas.ask_update()
    lobby.window.dispatch("on_draw")
    size = lobby.window.size
    return Image.frombytes("RGB", size, bytes(glReadPixels(0, 0, *size, GL_RGB, GL_UNSIGNED_BYTE)))


def scroll_through(lobby: Any, name: str) -> list[Image.Image]:
    """Shows the page; returns its picture at the top and after some movements, the last one back again."""
    from screens.layout import Scroller

    lobby.show(SAMPLES["message"])
    lobby.show(SAMPLES[name])
    scrollers = [part for part in lobby.stage.walk() if isinstance(part, Scroller)]
    pictures = [picture(lobby)]
    for pages in (2, -1, -1):
        for scroller in scrollers:
            scroller.turn(pages)
        pictures.append(picture(lobby))
    return pictures


@pytest.mark.parametrize("name", ["browse results", "menu", "list", "review"])
def test_clearing_shows_what_a_stretched_picture_would_wherever_it_is_scrolled(
    lobby: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from screens.layout import ground

    monkeypatch.setattr(ground, "_SMALL", inf)
    stretched = scroll_through(lobby, name)
    monkeypatch.setattr(ground, "_SMALL", 0)
    cleared = scroll_through(lobby, name)
    differences = map(ImageChops.difference, cleared, stretched)
    assert max(max(each.tobytes()) for each in differences) <= 1


def test_the_window_has_neither_depth_nor_stencil_where_x_has_such_windows(lobby: Any) -> None:
    """Software draws several times as fast without."""
    from kivy.graphics.opengl import GL_DEPTH_BITS, GL_STENCIL_BITS, glGetIntegerv

    assert [*glGetIntegerv(GL_DEPTH_BITS), *glGetIntegerv(GL_STENCIL_BITS)] == [0, 0]

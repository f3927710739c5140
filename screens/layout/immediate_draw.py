"""Draws a pressed button at once, where software GL draws only what has changed (`screens.damage`) and would draw more
with the next frame. Graphics hardware draws whole frames fast enough; there nothing is done.

This uses Kivy's internals (`Window.canvas.needs_redraw`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RENDERER, glGetString

_SOFTWARE = (b"llvmpipe", b"softpipe")


@contextmanager
def drawn_at_once() -> Iterator[None]:
    """Puts the block's changes on the screen when the block ends; if something else waits to be drawn too, with the
    next frame as usual."""
    alone = is_software() and not Window.canvas.needs_redraw
    yield
    if alone:
        Window.dispatch("on_draw")
        Window.flip()  # not dispatched: no button came, went or moved, so nobody looks which are there before it shows


@cache
def is_software() -> bool:
    """Returns whether Mesa draws without graphics hardware: its swap of buffers is a copy, so what is not drawn again
    stays."""
    return any(name in glGetString(GL_RENDERER) for name in _SOFTWARE)

"""Draws a pressed button at once, and only its rectangle, where a whole frame would take software GL 10 ms.

This uses Kivy's internals (its scissor stack, `Window.canvas.needs_redraw`) and Mesa's: in software, swapping buffers
copies the back buffer to the window, so the rest of the previous frame is still there. Graphics hardware guarantees
no such thing and draws whole frames fast enough; there nothing is done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from kivy.core.window import Window
from kivy.graphics.opengl import (
    GL_RENDERER,
    GL_SCISSOR_TEST,
    glDisable,
    glEnable,
    glGetString,
    glScissor,
)
from kivy.graphics.scissor_instructions import Rect, scissor_stack

from screens.layout.base import Part

_SOFTWARE = (b"llvmpipe", b"softpipe")


@contextmanager
def drawn_at_once(part: Part) -> Iterator[None]:
    """Puts the block's changes within this part's rectangle on the screen when the block ends; if something else
    waits to be drawn too, with the next frame as usual."""
    alone = _in_software() and not Window.canvas.needs_redraw
    yield
    if alone:
        left, low = (round(v) for v in part.to_window(part.x, part.y))
        _draw(left, low, round(part.width), round(part.height))


def _draw(*place: int) -> None:
    scissor_stack.push(Rect(*place))
    glEnable(GL_SCISSOR_TEST)
    glScissor(*place)
    try:
        Window.dispatch("on_draw")
    finally:
        scissor_stack.pop()
        glDisable(GL_SCISSOR_TEST)
    Window.flip()  # not dispatched: no button came, went or moved, so nobody looks which are there before it is seen


@cache
def _in_software() -> bool:
    return any(name in glGetString(GL_RENDERER) for name in _SOFTWARE)

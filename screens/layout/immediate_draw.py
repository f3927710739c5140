"""Draws what was pressed at once, and nothing but its place, where a whole frame would take software GL 10 ms.

This leans on Kivy's insides (its scissor stack, `Window.canvas.needs_redraw`) and on Mesa's: in software, swapping the
buffers copies the one behind to the window, so that the rest of the frame before still stands there. Graphics hardware
gives no such promise and draws whole frames faster than one can see; there nothing is done here.
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
    """What the block changes, in this part's place only, is on the screen when the block ends; where something else
    waits to be drawn too, with the next frame as always."""
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
    Window.dispatch("on_flip")


@cache
def _in_software() -> bool:
    return any(name in glGetString(GL_RENDERER) for name in _SOFTWARE)

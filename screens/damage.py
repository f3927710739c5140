"""Draws only what has changed since the last frame, where GL is software: a whole frame of 1080 x 1920 takes 20 ms of
its CPU, however little is new.

This uses Kivy's internals (each canvas' `needs_redraw` and `children`, its scissor stack) and Mesa's: in software,
swapping buffers copies the back buffer to the window, so the rest of the previous frame is still there. Graphics
hardware guarantees no such thing; there every frame is whole.
"""

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from kivy.core.window import Window
from kivy.graphics import Canvas
from kivy.graphics.opengl import GL_SCISSOR_TEST, glDisable, glEnable, glScissor
from kivy.graphics.scissor_instructions import Rect, scissor_stack
from kivy.uix.widget import Widget

from screens import sdl
from screens.layout import Part, Scroller
from screens.layout.base import Box, around
from screens.layout.immediate_draw import is_software

_WINDOW_EVENT = 0x200  # SDL_WINDOWEVENT: shown, exposed, resized, …
_MOST = 0.8  # of the window: above that the whole is drawn
_EDGE = 2  # pixels around what is smoothed
_WATCHER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint32))


class DamagedFrames:
    """Limits each frame of the window to what changed. `install` before the first frame; only for Kivy's thread."""

    def __init__(self) -> None:
        self._whole = True
        self._roots: tuple[Widget, ...] = ()
        self._watcher = _WATCHER(self._on_event)  # held here: SDL calls it as long as it is added

    def install(self) -> None:
        sdl.library().SDL_AddEventWatch(self._watcher, None)
        Window.fbind("on_resize", self.invalidate)
        Window.fbind("on_draw", self._draw)

    def stop(self) -> None:
        sdl.library().SDL_DelEventWatch(self._watcher, None)
        Window.funbind("on_resize", self.invalidate)
        Window.funbind("on_draw", self._draw)

    def invalidate(self, *_: object) -> None:
        """Has the next frame drawn whole."""
        self._whole = True

    def _on_event(self, _: object, event: Any) -> int:
        if event.contents.value == _WINDOW_EVENT:
            self._whole = True
        return 0

    def _draw(self, *_: object) -> bool:
        """Draws the frame in place of Kivy, if it need not be whole."""
        box = self._find() if is_software() else None
        Part.frame += 1
        self._whole = False
        if box is None:
            return False
        left, low, right, top = box
        place = (left, low, right - left, top - low)
        scissor_stack.push(Rect(*place))
        glEnable(GL_SCISSOR_TEST)
        glScissor(*place)
        try:
            with _only_within(box):
                Window.on_draw()
        finally:
            scissor_stack.pop()
            glDisable(GL_SCISSOR_TEST)
        return True

    def _find(self) -> Box | None:
        """Returns what has to be drawn, at least a pixel; None for the whole window."""
        roots = tuple(widget for root in Window.children for widget in (root, *_plain_children(root)))
        if self._whole or roots != self._roots:
            self._roots = roots
            return None
        damage = _Damage((0, 0, *Window.size))
        for root in Window.children:
            damage.visit(root)
        return damage.box


def _plain_children(root: Widget) -> list[Widget]:
    return [] if isinstance(root, Part) else list(root.children)


class _Damage:
    """Collects the boxes of what has changed, as one."""

    def __init__(self, window: Box) -> None:
        self._window = self._clip = window
        self._shift = 0  # pixels that a scroller moves its content up
        self._all: Box | None = None
        self._whole = False

    @property
    def box(self) -> Box | None:
        left, low, right, top = self._all or (0, 0, 1, 1)
        is_most = (right - left) * (top - low) > _MOST * self._window[2] * self._window[3]
        return None if self._whole or is_most else (left, low, right, top)

    def visit(self, widget: Widget) -> None:
        """Adds what has changed of the widget and of all that it holds."""
        if self._whole or not widget.canvas.needs_redraw:
            return
        if not isinstance(widget, Part):
            self._whole = _draws_itself_again(widget.canvas)
        elif widget.has_changed() or _draws_itself_again(widget.canvas):
            self._add(widget.list_boxes())
        self._enter(widget)

    def _enter(self, widget: Widget) -> None:
        before = self._clip, self._shift
        self._clip, self._shift = _within(widget, self._clip, self._shift)
        for child in widget.children:
            self.visit(child)
        self._clip, self._shift = before

    def _add(self, boxes: Iterable[Box | None]) -> None:
        for box in boxes:
            if box is None:  # a part without a place, which may draw anywhere
                self._whole = True
                return
            left, low, right, top = _moved(box, self._shift)
            visible = _intersect(self._clip, (left - _EDGE, low - _EDGE, right + _EDGE, top + _EDGE))
            if visible[0] < visible[2] and visible[1] < visible[3]:
                self._all = around(self._all, visible) if self._all else visible


@contextmanager
def _only_within(box: Box) -> Iterator[None]:
    """Takes what draws nothing within the box out of its canvases until the block ends: asking each of 600 widgets for
    its pixels, all of them cut off, takes 5 ms."""
    removals: list[tuple[Canvas, list[Any]]] = []
    for root in Window.children:
        _take_out(root, box, 0, removals)
    try:
        yield
    finally:
        for canvas, parts in removals:
            canvas.children = parts


def _take_out(widget: Widget, box: Box, shift: int, removals: list[tuple[Canvas, list[Any]]]) -> None:
    """Takes the children's canvases out that are not within the box, and adds the canvas with what it held."""
    box, shift = _within(widget, box, shift)
    left, low, right, top = box[0] - _EDGE, box[1] - _EDGE - shift, box[2] + _EDGE, box[3] + _EDGE - shift
    outside = set()
    for child in widget.children:
        place = child.box if isinstance(child, Part) else None
        if place and (place[0] >= right or place[1] >= top or place[2] <= left or place[3] <= low):
            outside.add(child.canvas)
        elif child.children:
            _take_out(child, box, shift, removals)
    if outside:
        removals.append((widget.canvas, widget.canvas.children))
        widget.canvas.children = [part for part in widget.canvas.children if part not in outside]


def _draws_itself_again(canvas: Canvas) -> bool:
    """Returns whether something changed there beside other widgets' canvases. Of Kivy's flags only those of groups are
    taken back once they are drawn."""
    parts = canvas.children
    own = any(not isinstance(part, Canvas) and _may_have_changed(part) for part in parts)
    return own or not any(part.needs_redraw for part in parts)


def _may_have_changed(instruction: Any) -> bool:
    return not hasattr(instruction, "children") or bool(instruction.needs_redraw)


def _within(widget: Widget, clip: Box, shift: int) -> tuple[Box, int]:
    """Returns what of the box is seen of the widget's children, and how many pixels up they are moved: in a scroller
    less, and more."""
    if isinstance(widget, Scroller) and widget.box:
        return _intersect(clip, _moved(widget.box, shift)), shift + round(widget.offset)
    return clip, shift


def _moved(box: Box, up: int) -> Box:
    return box[0], box[1] + up, box[2], box[3] + up


def _intersect(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])

"""Strokes as the picture that the recogniser reads: black on white, one line of text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from screens.handwriting import Stroke

HEIGHT = 48  # pixels
_INK, _PEN = 42, 3.0  # pixels: how high what was written becomes, and how thick
_OVER = 4  # drawn that much larger, then scaled down
_WIDEST = 16 * HEIGHT
_SQUARE = 1.3  # what is no wider than this many times its height is one character
_FLAT = 0.6  # of the pad's height: so large is a flat character, like 一, at most


@dataclass(frozen=True, slots=True)
class _Ink:
    left: float
    top: float
    width: float
    height: float
    size: float  # of a character


def is_one_character(strokes: Sequence[Stroke], height: float) -> bool:
    """Returns whether what was written, on a pad of that height, is too narrow for two."""
    ink = _measure(strokes, height)
    return ink.width <= _SQUARE * ink.size


def draw(strokes: Sequence[Stroke], height: float) -> Image.Image:
    """Returns the picture, `HEIGHT` pixels high, in greys."""
    ink = _measure(strokes, height)
    scale = min(_INK / ink.size, (_WIDEST - HEIGHT + _INK) / max(ink.width, 1.0))
    width = max(HEIGHT, round(ink.width * scale) + HEIGHT - _INK)
    left = (width - ink.width * scale) / 2 - ink.left * scale
    top = (HEIGHT - ink.height * scale) / 2 - ink.top * scale
    picture = Image.new("L", (width * _OVER, HEIGHT * _OVER), 255)
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        _draw_stroke(pen, [((x * scale + left) * _OVER, (y * scale + top) * _OVER) for x, y in stroke])
    return picture.reduce(_OVER)


def _draw_stroke(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]]) -> None:
    radius = _PEN * _OVER / 2
    pen.line(points, fill=0, width=round(2 * radius), joint="curve")
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)


def _measure(strokes: Sequence[Stroke], height: float) -> _Ink:
    """Returns the measure: a character is as high as all that was written; where that is flat, as long as its longest
    stroke."""
    left, top, right, bottom = _bounds([point for stroke in strokes for point in stroke])
    spans = [_bounds(stroke) for stroke in strokes]
    longest = max(max(r - x, b - y) for x, y, r, b in spans)
    size = max(bottom - top, min(longest, _FLAT * height), 1.0)
    return _Ink(left, top, right - left, bottom - top, size)


def _bounds(points: Stroke) -> tuple[float, float, float, float]:
    across, along = [x for x, _ in points], [y for _, y in points]
    return min(across), min(along), max(across), max(along)

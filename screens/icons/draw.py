"""Makes the PNG files from the shapes: white on transparent, drawn oversized and scaled down."""

import math
from pathlib import Path

from PIL import Image, ImageDraw

from screens.icons.shapes import SHAPES, Stroke

SIDES = (48, 96, 192)  # pixels: an icon is drawn from the picture next above its size
_OVER, _GRID, _WIDTH = 1152, 24.0, 1.7


def draw(strokes: tuple[Stroke, ...], side: int) -> Image.Image:
    """Returns the drawing as an image of that many pixels each way."""
    scale = _OVER / _GRID
    mask = Image.new("L", (_OVER, _OVER), 0)
    pen = ImageDraw.Draw(mask)
    for kind, numbers in strokes:
        radius = numbers[2] * scale if kind == "dot" else _WIDTH / 2 * scale
        _stroke(pen, [(x * scale, y * scale) for x, y in _points(kind, numbers)], radius)
    alpha = mask.resize((side, side), Image.Resampling.LANCZOS)
    picture = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    picture.putalpha(alpha)
    return picture


def _stroke(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], radius: float) -> None:
    pen.line(points, fill=255, width=round(2 * radius))
    for x, y in points:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _points(kind: str, numbers: tuple[float, ...]) -> list[tuple[float, float]]:
    if kind == "line":
        return list(zip(numbers[::2], numbers[1::2], strict=True))
    if kind == "dot":
        return [numbers[:2]]  # type: ignore[list-item]
    if kind == "circle":
        x, y, r = numbers
        return _arc(x, y, r, 0, 360)
    if kind == "arc":
        x, y, r, start, end = numbers
        return _arc(x, y, r, start, end)
    left, top, right, bottom, r = numbers
    corners = [
        (right - r, top + r, 270),
        (right - r, bottom - r, 0),
        (left + r, bottom - r, 90),
        (left + r, top + r, 180),
    ]
    points = [p for x, y, start in corners for p in _arc(x, y, r, start, start + 90)]
    return [*points, points[0]]


def _arc(x: float, y: float, r: float, start: float, end: float) -> list[tuple[float, float]]:
    steps = max(8, round(abs(end - start) / 4))
    angles = [math.radians(start + (end - start) * at / steps) for at in range(steps + 1)]
    return [(x + r * math.cos(a), y + r * math.sin(a)) for a in angles]


if __name__ == "__main__":
    for name, strokes in SHAPES.items():
        for side in SIDES:
            file = Path(__file__).parent / str(side) / f"{name}.png"
            file.parent.mkdir(exist_ok=True)
            draw(strokes, side).save(file, optimize=True)

"""The rounded ground of cards and buttons."""

from collections.abc import Iterable
from functools import lru_cache
from math import hypot
from typing import TypeAlias

from kivy.graphics import BorderImage, ClearBuffers, ClearColor, Color, Mesh
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.graphics.texture import Texture

from screens.layout.base import Part
from screens.theme import Colour

_Box: TypeAlias = tuple[float, float, float, float]  # left, bottom, width, height
_Piece: TypeAlias = tuple[_Box, tuple[float, float], tuple[float, float]]  # of a texture, where, how large
_THIN, _THICK = 2.0, 4.0  # pixels: how wide an edge is
_SMALL = 20_000  # pixels: below that the corners alone cost more than a stretched picture


class Ground:
    """Draws a rounded rectangle into the current canvas, and can change its colour.

    A small one is a picture, stretched in its middle. Of a large one only the corners are; between them it is filled by
    clearing, which software GL does ten times as fast. Clearing counts in pixels of the window, so it has to follow
    what moves its part.
    """

    def __init__(self, part: Part, ground: Colour, edge: Colour | None, radius: float) -> None:
        corner = round(max(1.0, min(radius, part.height / 2, part.width / 2)))
        self._rgba = part.theme.rgba
        self._colour = Color(*self._rgba(ground))
        self._cleared: ClearColor | None = None
        self._scissors: list[tuple[int, ScissorPush]] = []
        self._up = 0
        if part.width * part.height < _SMALL:
            _draw_stretched(part, corner)
        else:
            _draw_corners(part, corner)
            self._clear(part, ground, corner)
        if edge:
            Color(*self._rgba(edge))
            _rim(part, corner, _THIN if edge in (Colour.LINE, Colour.EDGE) else _THICK)

    def colour(self, colour: Colour) -> None:
        """Shows this colour from the next frame on."""
        self._colour.rgba = self._rgba(colour)
        if self._cleared:
            self._cleared.rgba = self._rgba(colour)

    def shown(self) -> tuple[float, ...]:
        """Returns the current colour."""
        return tuple(self._colour.rgba)

    def follow(self, up: int) -> None:
        """Moves it to that many pixels above where its part was placed."""
        if up != self._up:
            self._up = up
            for low, scissor in self._scissors:
                scissor.y = low + up

    def _clear(self, part: Part, ground: Colour, corner: int) -> None:
        """Clears what is between the corners: a cross."""
        left, low, wide, high = round(part.x), round(part.y), round(part.width), round(part.height)
        self._cleared = ClearColor(*self._rgba(ground))
        for x, y, width, height in (
            (left, low + corner, wide, high - 2 * corner),
            (left + corner, low, wide - 2 * corner, high),
        ):
            self._scissors.append((y, _clear_box(x, y, width, height)))
        self.follow(part.raised)
        part.follow_by(self.follow)


def fill(part: Part, colour: Colour, x: float, y: float, width: float, height: float) -> None:
    """Fills a rectangle of a part that nothing moves."""
    left, low = (round(v) for v in part.to_window(x, y))
    ClearColor(*part.theme.rgba(colour))
    _clear_box(left, low, round(width), round(height))


def _clear_box(left: int, low: int, width: int, height: int) -> ScissorPush:
    """Clears pixels of the window to the colour that was set last; returns what limits it to them."""
    scissor = ScissorPush(x=left, y=low, width=width, height=height)
    ClearBuffers(clear_color=True)
    ScissorPop()
    return scissor


def _draw_stretched(part: Part, radius: int) -> None:
    border = (radius, radius, radius, radius)
    BorderImage(texture=_corners(radius, 0.0), pos=part.pos, size=part.size, border=border)


def _draw_corners(part: Part, radius: int) -> None:
    _draw_pieces(_corners(radius, 0.0), _list_corners(part, radius))


def _list_corners(part: Part, r: int) -> tuple[_Piece, ...]:
    far = r + 2
    return (
        ((0, 0, r, r), (part.x, part.y), (r, r)),
        ((far, 0, r, r), (part.right - r, part.y), (r, r)),
        ((0, far, r, r), (part.x, part.top - r), (r, r)),
        ((far, far, r, r), (part.right - r, part.top - r), (r, r)),
    )


def _rim(part: Part, r: int, edge: float) -> None:
    """Draws only the corners and the sides; the middle is transparent."""
    texture, thick = _corners(r, edge), round(edge) + 1
    left, low, right, top = part.x, part.y, part.right, part.top
    wide, high, end = part.width - 2 * r, part.height - 2 * r, 2 * r + 2 - thick
    pieces = (
        *_list_corners(part, r),
        ((r, 0, 2, thick), (left + r, low), (wide, thick)),
        ((r, end, 2, thick), (left + r, top - thick), (wide, thick)),
        ((0, r, thick, 2), (left, low + r), (thick, high)),
        ((end, r, thick, 2), (right - thick, low + r), (thick, high)),
    )
    _draw_pieces(texture, pieces)


def _draw_pieces(texture: Texture, pieces: Iterable[_Piece]) -> None:
    """Draws regions of a texture, each stretched from a corner to a size, as one instruction: eight of them for each
    button take a third of a page's frame."""
    vertices: list[float] = []
    indices: list[int] = []
    for (u, v, across, along), (x, y), (width, height) in pieces:
        first = len(vertices) // 4
        indices += (first, first + 1, first + 2, first + 2, first + 3, first)
        us, vs = (u / texture.width, (u + across) / texture.width), (v / texture.height, (v + along) / texture.height)
        vertices += (x, y, us[0], vs[0], x + width, y, us[1], vs[0])
        vertices += (x + width, y + height, us[1], vs[1], x, y + height, us[0], vs[1])
    Mesh(texture=texture, vertices=vertices, indices=indices, mode="triangles")


@lru_cache(maxsize=16)
def _corners(radius: int, edge: float) -> Texture:
    """Returns four rounded corners around a middle of two pixels: filled, or with an `edge` only a line along the
    rim."""
    side = 2 * radius + 2
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    pixels = bytearray(b"\xff" * (4 * side * side))
    for at in range(side * side):
        pixels[4 * at + 3] = round(255 * _cover(at % side, at // side, radius, edge))
    texture.blit_buffer(bytes(pixels), colorfmt="rgba", bufferfmt="ubyte")
    return texture


def _cover(column: int, row: int, radius: int, edge: float) -> float:
    """Returns how much of that pixel is covered, from 0 to 1."""
    across = max(radius - column - 0.5, column - radius - 1.5, 0.0)
    along = max(radius - row - 0.5, row - radius - 1.5, 0.0)
    inward = radius - hypot(across, along)  # from the rim to the middle of the pixel
    inside = min(1.0, max(0.0, inward + 0.5))
    return inside if not edge else min(inside, 1.0, max(0.0, edge - inward + 0.5))

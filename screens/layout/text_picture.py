"""Lines of text as textures: one for all lines where the language's own font has them, else one for each run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from kivy.core.text import Label
from kivy.graphics.texture import Texture

from languages.registry import LOCALES
from screens.layout.fonts import find_font, is_attached
from screens.layout.runs import USUAL_SCRIPT, TextRun, is_plain, spelled, split_runs
from screens.theme import LINE_HEIGHT

_SPECK = 4  # pixels
_ROOM = 1.6  # lines that a font may say it needs: most letters take less


@dataclass(frozen=True, slots=True)
class Style:
    """`tag`: of the language. `em`: pixels."""

    tag: str
    em: int
    bold: bool


@dataclass(frozen=True, slots=True)
class PlacedTexture:
    """A texture, and where it lies from the bottom left of the picture."""

    texture: Texture
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TextPicture:
    pieces: tuple[PlacedTexture, ...]
    size: tuple[float, float]


def render(lines: Sequence[str], style: Style, align: str) -> TextPicture:
    """Returns the lines one below the other."""
    if all(is_plain(line, style.tag) for line in lines):
        texture = _texture(TextRun("\n".join(lines), LOCALES[style.tag].font), style, align)
        return TextPicture((PlacedTexture(texture, 0.0, 0.0),), texture.size)
    rows = [_render_line(line, style) for line in lines]
    wide = max(row.size[0] for row in rows)
    high = sum(row.size[1] for row in rows)
    return TextPicture(tuple(_stack(rows, wide, high, align)), (wide, high))


def _stack(rows: Sequence[TextPicture], wide: float, high: float, align: str) -> Iterator[PlacedTexture]:
    low = high
    for row in rows:
        low -= row.size[1]
        left = {"left": 0.0, "center": (wide - row.size[0]) / 2, "right": wide - row.size[0]}[align]
        for piece in row.pieces:
            yield PlacedTexture(piece.texture, round(left + piece.x), round(low + piece.y))


def _render_line(line: str, style: Style) -> TextPicture:
    """Returns the line, on one baseline: the letters of the language's own font lie in the middle of the line."""
    own = LOCALES[style.tag].font
    ascent, descent = _measures(own, _em(own, style), style.bold)
    high = ceil(style.em * LINE_HEIGHT)
    base = (high - ascent + descent) / 2 - descent
    pieces, x = [], 0.0
    for run in split_runs(line, style.tag):
        texture = _texture(run, style, "left")
        pieces.append(PlacedTexture(texture, x, base + _measures(run.font, _em(run.font, style), style.bold)[1]))
        x += texture.width
    return TextPicture(tuple(pieces), (x, high))


class Advances(dict[str, float]):
    """The widths of characters in pixels, each measured once; letters that join are narrower."""

    def __init__(self, tag: str, em: int, bold: bool) -> None:
        super().__init__()
        self._style = (tag, em, bold)

    def __missing__(self, character: str) -> float:
        width = self[character] = _advance(character, *self._style)
        return width


@lru_cache(maxsize=64)
def advances(tag: str, em: int, bold: bool) -> Advances:
    """Returns the widths of the characters of one style."""
    return Advances(tag, em, bold)


def _advance(character: str, tag: str, em: int, bold: bool) -> float:
    if "\u4e00" <= character <= "\u9fea":
        return float(em)
    if is_plain(character, tag):
        return _extent(character, LOCALES[tag].font, em, bold)
    if is_attached(character) and not character.isspace():
        return 0.0
    font = find_font(character, tag)
    if font is None:
        return float(sum(map(advances(tag, em, bold).__getitem__, spelled(character))))
    return _extent(character, font, _em(font, Style(tag, em, bold)), bold)


def _extent(text: str, font: str, em: int, bold: bool) -> float:
    return float(_label(font, em, bold).get_extents(text)[0])


class _ShapedLabel(Label):  # type: ignore[misc]  # Kivy has no types
    """Kivy opens a font once for a size and a style, and would keep the direction that it had then."""

    def _get_font_id(self) -> str:
        return "|".join((super()._get_font_id(), self.options["font_direction"], self.options["font_script_name"]))

    def tell_direction(self) -> None:
        """Sets the direction of SDL's font when it draws, not when it measures: letters that do not join are wider."""
        self._size = (_SPECK, _SPECK)
        self._render_begin()
        self._render_text(self.text, 0, 0)


def _texture(run: TextRun, style: Style, align: str) -> Texture:
    label = _ShapedLabel(
        text=run.text, font_name=run.font, font_size=_em(run.font, style), bold=style.bold, halign=align,
        font_direction=run.direction, font_script_name=run.script,
    )  # fmt: skip
    if run.script != USUAL_SCRIPT:
        label.tell_direction()
    label.refresh()
    return label.texture


@lru_cache(maxsize=64)
def _em(font: str, style: Style) -> int:
    """Returns the font's em: smaller where its letters would stand out of their line."""
    ascent, descent = _measures(font, style.em, style.bold)
    return int(style.em * min(1.0, _ROOM * LINE_HEIGHT * style.em / (ascent - descent)))


@lru_cache(maxsize=64)
def _measures(font: str, em: int, bold: bool) -> tuple[float, float]:
    """Returns ascent and descent from the baseline, in pixels; what is below is negative."""
    label = _label(font, em, bold)
    return float(label.get_ascent()), float(label.get_descent())


@lru_cache(maxsize=32)
def _label(font: str, em: int, bold: bool) -> Label:
    return Label(font_name=font, font_size=em, bold=bold)

"""A signature by finger: its strokes ("12,340 15,338;400,20"), or that one who does not sign has read and confirmed it.

Strokes are parted by ";", points by " "; each is x,y from the upper left corner, in thousandths of the pad's width.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from math import dist

from contract.field_kinds.base import Mistake, ValueKind, render_option, tidy_text
from contract.field_kinds.inputs import Control, HtmlInput, SignaturePad
from contract.fields import Field, Option
from contract.text import Text, text

CONFIRMED = "confirmed"
WIDTH, HEIGHT = 1000, 400
MOST_POINTS = 1200
_LONGEST = 9 * MOST_POINTS + 100  # characters
_LEAST_INK = 100  # less is a slip of the finger
_SHAPE = re.compile(r"\d{1,4},\d{1,3}([ ;]\d{1,4},\d{1,3})*", re.ASCII)
_CONFIRMED = Option(value=CONFIRMED, label=text("Read and confirmed without a signature"))

Stroke = list[tuple[int, int]]


def parse_strokes(value: str) -> list[Stroke]:
    """Returns the strokes; none where it is no signature, or one that leaves the pad."""
    if len(value) > _LONGEST or not _SHAPE.fullmatch(value):
        return []
    strokes = [[_parse_point(point) for point in stroke.split(" ")] for stroke in value.split(";")]
    inside = all(x <= WIDTH and y <= HEIGHT for stroke in strokes for x, y in stroke)
    return strokes if inside and sum(map(len, strokes)) <= MOST_POINTS else []


def build_answer(strokes: Iterable[Stroke]) -> str:
    return ";".join(" ".join(f"{x},{y}" for x, y in stroke) for stroke in strokes if stroke)


def _parse_point(point: str) -> tuple[int, int]:
    x, _comma, y = point.partition(",")
    return int(x), int(y)


class _Signature(ValueKind):
    """In a browser, where nobody signs, its one option is the confirmation."""

    name = text("Signature")
    editor = SignaturePad()
    html = HtmlInput(Control.SELECT)
    signs_form = True

    def longest(self, field: Field) -> int:
        return _LONGEST

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        if value == CONFIRMED:
            return None
        strokes = parse_strokes(value)
        if not strokes:
            return "signature", text('"{label}" cannot be read; please sign again.', label=field.label)
        ink = sum(dist(one, other) for stroke in strokes for one, other in pairwise(stroke))
        if ink < _LEAST_INK:
            return "too_short", text('"{label}": please sign with your name.', label=field.label)
        return None

    def render(self, field: Field, value: str) -> Text:
        return text("Signed by finger") if parse_strokes(value) else render_option(self.options(field), value)

    def mask(self, field: Field, value: str) -> Text:
        """Returns that it was signed, which names nobody."""
        return self.render(field, value)

    def tidy_value(self, value: str) -> str:
        return tidy_text(value)

    def sample(self, field: Field, today: date) -> str:
        return CONFIRMED

    def options(self, field: Field) -> tuple[Option, ...]:
        return (_CONFIRMED,)


KIND = _Signature()

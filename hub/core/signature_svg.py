"""A resident's signature by finger as a small picture within a page."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from contract.field_kinds.signature import HEIGHT, WIDTH, parse_strokes


def draw_signature(answer: str, label: str) -> SafeString:
    """Returns an <svg> of 250 by 100 pixels; empty where nobody signed."""
    strokes = parse_strokes(answer)
    if not strokes:
        return SafeString("")
    path = " ".join("M" + "L".join(f"{x} {y}" for x, y in [*stroke, stroke[-1]]) for stroke in strokes)
    return format_html(
        '<svg class="signature" role="img" aria-label="{}" width="250" height="100" viewBox="0 0 {} {}">'
        '<path d="{}" fill="none" stroke="currentColor" stroke-width="5" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>',
        label, WIDTH, HEIGHT, path,
    )  # fmt: skip

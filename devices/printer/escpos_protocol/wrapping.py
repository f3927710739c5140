"""Break text into lines of that many columns, by the rules of Chinese typesetting (GB/T 15834, 5.1)."""

import re

from devices.printer.escpos_protocol.characters import clean, width

_NEVER_FIRST = "，。、；：？！）》」』】〕〉〗”’…—～·％‰℃,.;:?!)]}%>"
_NEVER_LAST = "（《「『【〔〈〖“‘￥＄([{<$"
_UNIT = re.compile(r"[!-~]+|.", re.DOTALL)


def wrap(text: str, columns: int) -> list[str]:
    """Returns the lines of `text`, each at most `columns` wide; at least one, which may be empty. Line ends in it are
    kept."""
    return [line for part in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text) for line in _wrap(clean(part), columns)]


def side_by_side(label: str, value: str, columns: int) -> list[str]:
    """Returns a label at the left and its value at the right: on one line where both fit."""
    near, far = clean(label), clean(value)
    gap = columns - width(near) - width(far)
    if gap >= 1:
        return [near + " " * gap + far]
    values = wrap(value, columns)
    return [*wrap(label, columns), *(" " * (columns - width(text)) + text for text in values)]


def _wrap(text: str, columns: int) -> list[str]:
    lines, line = [], ""
    for unit in _units(text, columns):
        if width(line) + width(unit) <= columns:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = unit.lstrip()
    return [*lines, line.rstrip()]


def _units(text: str, columns: int) -> list[str]:
    """Returns the pieces that no line may break in; one that fits no line is cut up all the same."""
    units: list[str] = []
    for piece in _UNIT.findall(text):
        if units and not units[-1].isspace() and (piece[0] in _NEVER_FIRST or units[-1][-1] in _NEVER_LAST):
            units[-1] += piece
        else:
            units.append(piece)
    return [part for unit in units for part in _cut_up(unit, columns)]


def _cut_up(unit: str, columns: int) -> list[str]:
    if width(unit) <= columns:
        return [unit]
    parts = [""]
    for character in unit:
        if parts[-1] and width(parts[-1]) + width(character) > columns:
            parts.append("")
        parts[-1] += character
    return parts

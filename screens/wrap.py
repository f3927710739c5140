"""Breaks text into lines by Chinese typesetting rules: no line begins with closing punctuation, none ends with
opening."""

from collections.abc import Callable

CLOSING = frozenset("。，；：、？！）》〉」』】〕”’…—·％%),.;:?!]}")
OPENING = frozenset("（《〈「『【〔“‘([{")
_BRACKETS = frozenset("）》〉」』】〕”’)]}")
_SYLLABLE_ENDS = frozenset("\u0f0b\u0f0d")  # Tibetan breaks after its tsheg and shad
_FEW = 3  # characters that a last line has at least


def wrap(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """Returns the lines of `text` within `width`; "\\n" always breaks. A single wider piece breaks anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_paragraph(paragraph, width, width_of)
    return lines


def settled(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """Returns as many lines as `wrap`, avoiding a last line of a single character where the previous one can spare
    some."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _settle(_wrap_paragraph(paragraph, width, width_of), width, width_of)
    return lines


def _settle(lines: list[str], width: float, width_of: Callable[[str], float]) -> list[str]:
    """Moves pieces from the last line upwards: a line that is too short takes the last piece of the previous one."""
    for at in range(len(lines) - 1, 0, -1):
        lonely = _letters(lines[at]) < _FEW if at == len(lines) - 1 else _lone_closing(lines[at])
        while lonely:
            *rest, moved = pieces(lines[at - 1])
            longer = moved + lines[at]
            if len(rest) < _FEW or not _wide(moved[0]) or sum(map(width_of, longer)) > width:
                break
            lines[at - 1], lines[at] = "".join(rest).rstrip(), longer
            lonely = _letters(longer) < _FEW
    return lines


def _letters(line: str) -> int:
    """Returns the number of characters without punctuation; a line of Latin words is never short."""
    return sum(c not in CLOSING and c not in OPENING and not c.isspace() for c in line)


def _lone_closing(line: str) -> bool:
    """Returns whether the line begins with only one or two characters of what a bracket closes."""
    return any(c in _BRACKETS for c in line[1:3]) and not any(c in OPENING for c in line[:3])


def balanced(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """Returns the same number of lines as `wrap`, of similar length, for centred text."""
    lines = wrap(text, width, width_of)
    widest = max((sum(map(width_of, piece.rstrip())) for piece in pieces(text)), default=0.0)
    low, high = max(width / 2, min(widest, width)), width
    while len(lines) > 1 and high - low > 1:
        middle = (low + high) / 2
        tried = wrap(text, middle, width_of)
        if len(tried) > len(lines):
            low = middle
        else:
            lines, high = tried, middle
    return lines


def _wrap_paragraph(paragraph: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _fitting(pieces(paragraph), width, width_of):
        size = sum(map(width_of, piece))
        if line and used + sum(map(width_of, piece.rstrip())) > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
            if piece.isspace():
                continue
        line, used = line + piece, used + size
    return [*lines, line.rstrip()]


def _fitting(parts: list[str], width: float, width_of: Callable[[str], float]) -> list[str]:
    """Returns the pieces, those too wide for any line split."""
    fitting: list[str] = []
    for piece in parts:
        fits = sum(map(width_of, piece.rstrip())) <= width
        fitting += [piece] if fits else list(piece)
    return fitting


def pieces(paragraph: str) -> list[str]:
    """Returns the parts that stay whole: a word, or a character, with the punctuation attached to it."""
    parts: list[str] = []
    for unit in _units(paragraph):
        if parts and (unit[0] in CLOSING or parts[-1][-1] in OPENING) and not parts[-1][-1].isspace():
            parts[-1] += unit
        else:
            parts.append(unit)
    return parts


def _units(paragraph: str) -> list[str]:
    """Returns words (with the spaces after them) and single wide characters."""
    units: list[str] = []
    for c in paragraph:
        joins = bool(units) and ((c == " " and not units[-1].isspace()) or _in_word(units[-1][-1], c))
        if joins:
            units[-1] += c
        else:
            units.append(c)
    return units


def _in_word(before: str, c: str) -> bool:
    if before in _SYLLABLE_ENDS and c not in _SYLLABLE_ENDS:
        return False
    return not (_wide(before) or _wide(c) or before.isspace() or c.isspace() or c in OPENING or before in OPENING)


def _wide(c: str) -> bool:
    return ord(c) >= 0x2E80 or c in "“”‘’…—·"

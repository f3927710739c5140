"""Writes the table of pinyin that the search reads: a line a syllable, without tones, and the characters so read.

It holds the characters of GB 2312 with their commonest reading by pypinyin (MIT); the product itself needs no pypinyin.
"""

import sys
from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin

TABLE = Path(__file__).resolve().parents[1] / "contract" / "search" / "pinyin.txt"


def list_characters() -> list[str]:
    """Returns the 6763 characters of GB 2312."""
    codes = [bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    return [character for code in codes if (character := code.decode("gb2312", "ignore"))]


def build_table() -> str:
    syllables: dict[str, list[str]] = defaultdict(list)
    for character in list_characters():
        syllables[lazy_pinyin(character, v_to_u=False)[0]].append(character)
    return "".join(f"{syllable} {''.join(of_it)}\n" for syllable, of_it in sorted(syllables.items()))


def main() -> int:
    TABLE.write_text(build_table(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

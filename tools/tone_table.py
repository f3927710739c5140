"""Writes the readings by which espeak-ng speaks Chinese: speech/pinyin.txt.

A line a syllable with its tone, and the characters so read; below them the words of two characters that are read
otherwise than their characters alone. From pypinyin (MIT); the product itself needs no pypinyin.
"""

import sys
from collections import defaultdict
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

TABLE = Path(__file__).resolve().parents[1] / "speech" / "pinyin.txt"


def read_out(text: str) -> list[str]:
    return lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)


def build_table() -> str:
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    alone = {character: syllables[0] for character in characters if (syllables := read_out(character))}
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for character, syllable in alone.items():
        if syllable.isascii():
            by_syllable[syllable].append(character)
    words = sorted(word for word in phrases_dict if len(word) == 2 and set(word) <= set(alone))
    other = [(word, read) for word in words if (read := read_out(word)) != [alone[character] for character in word]]
    lines = [f"{syllable} {''.join(of_it)}" for syllable, of_it in sorted(by_syllable.items())]
    return "\n".join([*lines, "", *(f"{word} {' '.join(read)}" for word, read in other), ""])


def main() -> int:
    TABLE.write_text(build_table(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

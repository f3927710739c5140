"""The fonts that set-up made are the Simplified Chinese face, and have the rare characters of names."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools.fonts import WEIGHTS

FONTS = Path(__file__).resolve().parents[2] / ".cache" / "fonts"


@pytest.mark.parametrize("file", WEIGHTS.values())
def test_a_font_is_the_simplified_chinese_face_with_rare_characters(file: str) -> None:
    with TTFont(FONTS / file, lazy=True) as font:
        assert font["name"].getBestFamilyName() == "Noto Sans CJK SC"
        assert {ord(character) for character in "䶮㐂直骨门办"} <= font.getBestCmap().keys()

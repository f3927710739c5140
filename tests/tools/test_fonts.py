"""The fonts that set-up made are the faces that the languages name, and have the rare characters of names."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from languages.registry import DEFAULT, LOCALES
from languages.registry import FONTS as NAMES
from tools.fonts import WEIGHTS, family

FONTS = Path(__file__).resolve().parents[2] / ".cache" / "fonts"


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_font_is_the_face_of_its_language_with_rare_characters(name: str, weight: str) -> None:
    with TTFont(FONTS / f"{name}-{weight}.ttf", lazy=True) as font:
        assert font["name"].getBestFamilyName() == family(name)
        assert {ord(character) for character in "䶮㐂直骨门办門辦"} <= font.getBestCmap().keys()


def test_the_default_language_has_the_simplified_chinese_face() -> None:
    assert family(LOCALES[DEFAULT].font) == "Noto Sans CJK SC"

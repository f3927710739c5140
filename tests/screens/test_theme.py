"""Everything shown can be read."""

import pytest

from screens.theme import CAP_HEIGHT, PAIRS, UNDER_FOCUS, Colour, ScreenTheme, Type, contrast


@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=lambda c: c.name)
def test_text_stands_out_from_its_ground(ink: Colour, ground: Colour) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("ground", UNDER_FOCUS, ids=lambda c: c.name)
def test_the_ring_of_the_focus_stands_out(ground: Colour) -> None:
    assert contrast(Colour.FOCUS, ground) >= 3


def test_black_on_white_is_21_to_1() -> None:
    assert contrast(Colour.INK, Colour.INK) == 1
    assert 10 < contrast(Colour.INK, Colour.SURFACE) <= 21


@pytest.mark.parametrize("size", list(Type), ids=lambda t: t.name)
def test_capitals_are_high_enough_to_read(size: Type) -> None:
    assert size.value * CAP_HEIGHT >= (4.8 if size is Type.SMALL else 6.1)


def test_sizes_follow_the_screen() -> None:
    assert ScreenTheme(4.0).em(Type.BODY) == 2 * ScreenTheme(2.0).em(Type.BODY)

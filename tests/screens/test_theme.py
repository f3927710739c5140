"""Everything shown can be read."""

import pytest

from screens.display_mode import DisplayMode
from screens.theme import CAP_HEIGHT, EDGES, PAIRS, UNDER_FOCUS, Colour, ScreenTheme, Type, contrast


@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=lambda c: c.name)
def test_text_stands_out_from_its_ground(ink: Colour, ground: Colour) -> None:
    assert contrast(ink, ground) >= 4.5
    assert contrast(ink, ground, high_contrast=True) >= 7


@pytest.mark.parametrize(("edge", "beside"), EDGES, ids=lambda c: c.name)
def test_what_can_be_pressed_has_an_edge_that_is_seen(edge: Colour, beside: Colour) -> None:
    assert contrast(edge, beside) >= 3
    assert contrast(edge, beside, high_contrast=True) >= 4.5


@pytest.mark.parametrize("ground", UNDER_FOCUS, ids=lambda c: c.name)
def test_the_ring_of_the_focus_stands_out(ground: Colour) -> None:
    assert contrast(Colour.FOCUS, ground) >= 3
    assert contrast(Colour.FOCUS, ground, high_contrast=True) >= 4.5


def test_black_on_white_is_21_to_1() -> None:
    assert contrast(Colour.INK, Colour.INK) == 1
    assert 10 < contrast(Colour.INK, Colour.SURFACE) <= 21


@pytest.mark.parametrize("size", list(Type), ids=lambda t: t.name)
def test_capitals_are_high_enough_to_read(size: Type) -> None:
    assert size.value * CAP_HEIGHT >= (4.8 if size is Type.SMALL else 6.1)


@pytest.mark.parametrize("size", list(Type), ids=lambda t: t.name)
def test_large_text_is_a_third_larger_and_never_small(size: Type) -> None:
    usual, large = ScreenTheme(100.0), ScreenTheme(100.0, mode=DisplayMode(large_text=True))
    assert large.em(size) * CAP_HEIGHT >= 8.5 * 100
    if size not in (Type.DISPLAY, Type.CLOCK):  # they are seen from afar already
        assert large.em(size) >= 1.33 * usual.em(size)


def test_what_can_be_reached_follows_the_height_of_the_screen() -> None:
    low = DisplayMode(low_reach=True)
    assert ScreenTheme(1.0, bottom_mm=900).reach(476) == (0, 476)
    assert ScreenTheme(1.0, mode=low, bottom_mm=900).reach(476) == (0, 320)
    assert ScreenTheme(1.0, mode=low, bottom_mm=900).reach(268) == (0, 268)
    assert ScreenTheme(1.0, mode=low, bottom_mm=300).reach(476) == (80, 396)


def test_sizes_follow_the_screen() -> None:
    assert ScreenTheme(4.0).em(Type.BODY) == 2 * ScreenTheme(2.0).em(Type.BODY)

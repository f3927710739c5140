"""Every kind of page is drawn, readable and touchable, upright and lying."""

import gc
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from screens.samples import SAMPLES
from tests.screens.layout import above_the_footer

PRIMARY_MM, SMALL_MM = 20.0, 15.0
SLACK = 0.97  # for rounding to pixels


def test_every_kind_of_page_has_the_file_that_draws_it(window: Any) -> None:
    from screens import draw

    files = {file.stem for file in Path(draw.__file__).parent.glob("*.py")}
    for kind in draw.kinds():
        assert draw.drawer(kind).__module__.rpartition(".")[2] in files


def test_every_kind_of_page_has_a_sample(window: Any) -> None:
    from screens.draw import kinds

    assert {type(page) for page in SAMPLES.values()} == set(kinds())


@pytest.mark.parametrize("name", list(SAMPLES))
def test_no_text_is_cut_off(lobby: Any, name: str) -> None:
    from screens.probe import texts

    lobby.show(SAMPLES[name])
    shown = [text for text in texts(lobby.stage) if text.text]
    assert shown
    for text in shown:
        wide, high = text.drawn
        assert wide <= text.width + 3, text.text
        assert high <= text.height + lobby.stage.theme.mm(1) + 1, text.text
        assert text.x >= lobby.stage.x - 1, text.text
        assert text.right <= lobby.stage.right + 1, text.text


@pytest.mark.parametrize("name", list(SAMPLES))
def test_what_can_be_tapped_is_large_enough_and_lies_apart(lobby: Any, name: str) -> None:
    from screens.probe import targets

    lobby.show(SAMPLES[name])
    mm = lobby.stage.theme.px_per_mm
    found = targets(lobby.stage)
    for target in found:
        least = PRIMARY_MM if target.least_mm >= PRIMARY_MM else SMALL_MM
        assert target.rect[3] >= least * mm * SLACK, target
        assert target.rect[2] >= SMALL_MM * mm * SLACK, target
    places = {target.key: target.rect for target in found if target.key != "begin"}
    places |= {key: above_the_footer(places, key) for key in places if key.isdigit()}
    for (one, place), (other, beside) in combinations(places.items(), 2):
        assert not _overlap(place, beside), (one, other)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_nothing_is_left_of_a_page_that_is_gone(portrait: Any, name: str) -> None:
    from screens.keyboard.key_face import KeyFace
    from screens.layout import TextPart

    portrait.show(SAMPLES[name])
    keys = {w for face in portrait.stage.walk() if isinstance(face, KeyFace) for w in face.walk()}
    kept = [w for w in portrait.stage.walk() if isinstance(w, TextPart) and w not in keys]
    portrait.stage.clear()
    assert portrait.stage.children == []
    assert all(text.text == "" for text in kept)


def test_many_pages_leave_nothing_in_memory(portrait: Any) -> None:
    def parts_alive() -> int:
        portrait.show(SAMPLES["attract"])
        gc.collect()
        return sum(issubclass(type(thing), Part) for thing in gc.get_objects())

    from screens.layout import Part

    before = parts_alive()
    for page in SAMPLES.values():
        portrait.show(page)
    assert parts_alive() == before


def test_the_warning_counts_down_and_goes(portrait: Any) -> None:
    from screens.probe import texts

    portrait.show(SAMPLES["menu"])
    portrait.stage.warn(20)
    portrait.stage.warn(19)
    assert "19" in {text.text for text in texts(portrait.stage)}
    portrait.stage.warn(None)
    assert "19" not in {text.text for text in texts(portrait.stage)}


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "cover"])
def test_nothing_of_a_page_is_on_the_screen_under_the_warning(portrait: Any, name: str) -> None:
    from screens.probe import texts

    portrait.show(SAMPLES[name])
    before = [text.text for text in texts(portrait.stage)]
    portrait.stage.warn(20)
    warned = {text.text for text in texts(portrait.stage)} - {"20"}
    assert not [text for text in before if text and text in warned]
    portrait.stage.warn(None)
    assert [text.text for text in texts(portrait.stage)] == before


def test_a_touch_on_the_warning_says_that_someone_is_there_and_nothing_else(portrait: Any) -> None:
    portrait.show(SAMPLES["menu"])
    x, y, width, height = portrait.targets()["apply"].rect
    portrait.stage.warn(20)
    portrait.lift(portrait.press(x + width / 2, y + height / 2))
    portrait.tap("continue")
    assert [type(reply).__name__ for reply in portrait.replies] == ["Touched", "Touched"]


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    apart_x = one[0] + one[2] <= other[0] + 1 or other[0] + other[2] <= one[0] + 1
    apart_y = one[1] + one[3] <= other[1] + 1 or other[1] + other[3] <= one[1] + 1
    return not (apart_x or apart_y)

"""Writing by hand: a word is written, corrected, taken; nothing of it is left for the next."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.diagnostics import handwriting
from kiosk.pages.kinds import AttractPage
from screens.sample_form import form

# 王, 大 and 中 as lines in a square of 100, y from the top
WANG = [[(20, 18), (80, 16)], [(24, 50), (76, 48)], [(50, 18), (50, 84)], [(12, 86), (88, 84)]]
DA = [[(10, 36), (90, 32)], [(50, 6), (48, 40), (36, 66), (10, 90)], [(50, 40), (66, 66), (90, 90)]]
ZHONG = [[(20, 26), (22, 62)], [(20, 26), (80, 24), (78, 60)], [(22, 60), (78, 58)], [(50, 4), (50, 96)]]


@pytest.fixture
def writer(portrait: Any) -> Iterator[Any]:
    """A lobby whose form stands at a field that is written by hand."""
    from screens.handwriting import visit_reader

    if handwriting.list_missing():
        pytest.skip("no model, or no onnxruntime")
    assert visit_reader.is_available()
    portrait.show(form("address"))
    portrait.tap("key_clear")
    portrait.tap("key_write")
    yield portrait
    visit_reader.end_visit()


def find_pad(lobby: Any) -> Any:
    from screens.keyboard.ink_pad import InkPad

    return next(part for part in lobby.stage.walk(restrict=True) if isinstance(part, InkPad))


def write(lobby: Any, *characters: list[list[tuple[int, int]]], first: int = 0) -> None:
    """Draws each stroke with a finger, one character beside the other, each 45 mm wide."""
    pad, size = find_pad(lobby), lobby.stage.theme.mm(45)
    for at, strokes in enumerate(characters, first):
        left, top = pad.x + 20 + at * size * 1.1, lobby.window.height - pad.top + 20
        for stroke in strokes:
            points = [(left + x * size / 100, top + y * size / 100) for x, y in stroke]
            touch = lobby.press(*points[0])
            for x, y in points[1:]:
                touch.touch_move(x, lobby.window.height - y)
            lobby.lift(touch)


def wait_for(lobby: Any, key: str, text: str) -> None:
    while getattr(lobby.targets().get(key), "text", None) != text:
        lobby.draw()


def entered(lobby: Any) -> str:
    lobby.tap("back")
    return str(lobby.replies[-1].entered["address"])


def test_a_word_is_written_as_a_whole_and_put_in(writer: Any) -> None:
    write(writer, WANG, DA, ZHONG)
    wait_for(writer, "key_character_2", "中")
    writer.tap("key_take")
    assert find_pad(writer).ink.strokes == ()
    assert entered(writer) == "王大中"


def test_a_character_that_was_misread_is_chosen_among_its_candidates(writer: Any) -> None:
    write(writer, WANG, DA)
    wait_for(writer, "key_character_1", "大")
    other = writer.targets()["key_other_1"].text
    writer.tap("key_other_1")  # of the first character; the next candidates are of the second
    assert writer.targets()["key_character_0"].text == other
    assert writer.targets()["key_other_0"].text == "大"
    writer.tap("key_take")
    assert entered(writer) == f"{other}大"


def test_of_a_single_character_a_candidate_is_taken_at_once(writer: Any) -> None:
    write(writer, DA)
    wait_for(writer, "key_other_0", "大")
    writer.tap("key_other_0")
    write(writer, ZHONG)
    wait_for(writer, "key_other_0", "中")
    writer.tap("key_other_0")
    writer.tap("key_backspace")
    assert entered(writer) == "大"


def test_a_stroke_is_undone_and_all_are_cleared(writer: Any) -> None:
    write(writer, WANG)
    wait_for(writer, "key_character_0", "王")
    writer.tap("key_undo")
    assert len(find_pad(writer).ink.strokes) == len(WANG) - 1
    writer.tap("key_clear_pad")
    assert find_pad(writer).ink.strokes == ()
    assert "key_character_0" not in writer.targets()
    writer.tap("key_undo")  # there is none
    writer.tap("key_clear_pad")
    assert entered(writer) == ""


def test_what_was_written_stays_when_the_display_is_switched(writer: Any) -> None:
    from screens.display_mode import Setting

    write(writer, WANG, DA)
    writer.stage.switch(Setting.LARGE_TEXT)
    assert len(find_pad(writer).ink.strokes) == len(WANG) + len(DA)
    wait_for(writer, "key_character_1", "大")


def test_what_was_written_is_taken_before_one_types_again(writer: Any) -> None:
    write(writer, WANG, DA)
    wait_for(writer, "key_character_1", "大")
    writer.tap("key_type")
    assert "key_q" in writer.targets()
    assert entered(writer) == "王大"


def test_the_process_ends_with_the_visit_and_the_next_one_types(writer: Any) -> None:
    from screens.handwriting import visit_reader

    write(writer, WANG)
    reader = visit_reader._state.reader
    assert reader is not None
    writer.show(form("address"))  # of the same visit: it goes on writing
    assert "key_type" in writer.targets()
    writer.show(AttractPage("青石街道社区服务中心", back=False, cancel=False))
    assert not reader.is_running()
    writer.show(form("address"))
    assert "key_q" in writer.targets()


def test_a_process_that_was_killed_is_started_again(writer: Any) -> None:
    from screens.handwriting import visit_reader

    write(writer, WANG)
    wait_for(writer, "key_character_0", "王")
    reader = visit_reader._state.reader
    assert reader is not None
    reader._process.kill()
    reader._process.wait()
    writer.tap("key_clear_pad")
    write(writer, DA)
    wait_for(writer, "key_character_0", "大")


def test_a_reader_that_cannot_load_its_model_is_given_up(portrait: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from screens.handwriting import reader, visit_reader

    monkeypatch.setattr(visit_reader, "list_missing", lambda: ())
    monkeypatch.setattr(visit_reader._state, "has_failed", False)
    command = (sys.executable, "-c", "import sys; sys.exit(3)")
    monkeypatch.setattr(visit_reader, "HandwritingReader", lambda failed: reader.HandwritingReader(failed, command))
    portrait.show(form("address"))
    portrait.tap("key_write")
    while visit_reader.is_available():
        portrait.draw()
    assert "key_q" in portrait.targets()
    assert "key_write" not in portrait.targets()
    visit_reader.end_visit()


def test_without_the_model_there_is_nothing_to_write_on(portrait: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from screens.handwriting import visit_reader

    missing = handwriting.list_missing(Path("/nowhere/model.onnx"))
    assert missing[-1] == "model.onnx"
    monkeypatch.setattr(visit_reader, "list_missing", lambda: missing)
    portrait.show(form("address"))
    assert "key_write" not in portrait.targets()
    assert "key_q" in portrait.targets()

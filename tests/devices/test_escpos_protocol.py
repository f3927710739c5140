"""Documents into bytes. The bytes are read back by the simulator's interpreter, which knows nothing of the encoder."""

from pathlib import Path

import pytest
from escpos.printer import Dummy
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.documents import Align, Block, Document, Feed, Line, Pair, Qr, Rule
from devices.printer.escpos_protocol import commands, glyphs
from devices.printer.escpos_protocol.characters import clean, code, width
from devices.printer.escpos_protocol.job import PaperFormat, build, windows
from devices.printer.escpos_protocol.wrapping import wrap
from devices.simulators.printing import rom
from devices.simulators.printing.head import Head
from devices.simulators.printing.interpreter import interpret
from devices.simulators.printing.paper import Sheet
from devices.simulators.printing.realtime import RealTimeScanner
from tests.examples import examples

WIDE = PaperFormat()


def on_paper(*blocks: Block, paper: PaperFormat = WIDE) -> list[str]:
    """Returns the lines of text of the one piece that a document becomes."""
    sheet, answers = feed(b"".join(build(Document("test", blocks), paper)), paper.dots)
    assert len(sheet.pieces) == 1
    assert not answers
    return sheet.pieces[0].split("\n")


def feed(data: bytes, dots: int = 576, folder: Path | None = None) -> tuple[Sheet, list[bytes]]:
    """`folder`: for pictures of the pieces."""
    sheet, answers = Sheet(dots), list[bytes]()
    sheet.folder = folder
    reading = interpret(Head(sheet), answers.append, {"process_ids", "identifies"})
    next(reading)
    for byte in data:
        reading.send(byte)
    return sheet, answers


def real_time_commands(data: bytes) -> list[bytes]:
    scanner = RealTimeScanner()
    return [command for byte in data if (command := scanner.feed(byte))]


def test_chinese_is_sent_as_text_in_kanji_mode() -> None:
    job = b"".join(build(Document("test", (Line("社区"),)), PaperFormat()))
    assert job.startswith(b"\x1b@\x1c&")
    assert "社区".encode("gb18030") + b"\n" in job


def test_only_the_two_byte_part_of_gb18030_is_text() -> None:
    assert code("中") == b"\xd6\xd0"
    assert code("A") == b"A"
    for rare in ("㐂", "䶮", "𫖯", "😀", "\ue000"):
        assert code(rare) is None


def test_a_rare_character_stands_as_an_image_within_its_line() -> None:
    job = b"".join(build(Document("test", (Line("王䶮先生"),)), PaperFormat()))
    before, _, rest = job.partition(b"\x1b*\x21\x18\x00")
    assert before.endswith("王".encode("gb18030"))
    assert rest[72:].startswith("先生".encode("gb18030") + b"\n")
    assert any(rest[:72])
    assert on_paper(Line("王䶮先生")) == ["王〓先生"]


def test_a_large_line_with_a_rare_character_is_drawn_whole() -> None:
    assert on_paper(Line("王㐂", size=3)) == ["[image 144x72]"]


def test_the_largest_drawn_line_goes_out_in_portions_that_fit_the_buffer() -> None:
    pieces = build(Document("test", (Line("㐂㐂㐂㐂㐂㐂", size=8),)), PaperFormat())
    assert all(len(portion) <= 2048 for portion in windows(pieces, 2048))


def test_yen_becomes_the_sign_that_printers_have() -> None:
    assert on_paper(Line("¥12.50")) == ["￥12.50"]


def test_quotation_marks_of_a_western_sentence_are_narrow_and_of_a_chinese_one_wide() -> None:
    assert on_paper(Line("Choose “Track a case”")) == ['Choose "Track a case"']
    assert on_paper(Line("请选“查进度”")) == ["请选“查进度”"]


def test_a_question_mark_is_on_paper_only_where_one_was_asked_for() -> None:
    assert on_paper(Line("é ñ ḿ 😀 ?")) == ["é 〓 〓 〓 ?"]


@pytest.mark.parametrize(("dots", "han"), [(576, 24), (384, 16)])
def test_a_line_holds_as_many_characters_as_the_paper_is_wide(dots: int, han: int) -> None:
    assert on_paper(Line("字" * (han + 1)), paper=PaperFormat(dots)) == ["字" * han, "字"]


def test_no_line_begins_with_what_may_not_begin_one() -> None:
    assert wrap("请携带身份证，户口簿。", 12) == ["请携带身份", "证，户口簿。"]
    assert wrap("办理事项（一）", 10) == ["办理事项", "（一）"]
    assert wrap("社区 service centre", 12) == ["社区 service", "centre"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap("x" * 25, 12) == ["x" * 12, "x" * 12, "x"]


def test_line_ends_in_an_answer_are_kept_and_its_other_controls_dropped() -> None:
    assert wrap("一\r\n二\x1b@\x1dV\x00三\u202e\ufe0f", 12) == ["一", "二@V三"]


def test_label_and_value_share_a_line_where_they_fit() -> None:
    assert on_paper(Pair("窗口", "3 号"), paper=PaperFormat(384)) == ["窗口" + " " * 24 + "3 号"]
    assert on_paper(Pair("办理地点", "和平路街道社区服务中心二楼"), paper=PaperFormat(384)) == [
        "办理地点",
        " " * 6 + "和平路街道社区服务中心二楼",
    ]


def test_rule_feed_and_centre() -> None:
    lines = on_paper(Rule(), Feed(2), Line("中", align=Align.CENTER))
    assert lines == ["─" * 24, "", "", "中"]


def test_without_a_cutter_the_paper_is_fed_to_the_tear_bar() -> None:
    job = b"".join(build(Document("test", (Line("A"),)), PaperFormat(cutter=False)))
    assert b"\x1dV" not in job
    assert job.endswith(b"\x1bd\x05")


def test_the_qr_code_is_the_one_another_library_asks_for() -> None:
    peer = Dummy()
    peer.qr("https://example.invalid/t/1", native=True, size=6, ec=1)
    ours = commands.qr(b"https://example.invalid/t/1", 6)
    assert ours in peer.output or ours == peer.output


def test_a_qr_code_too_large_for_the_paper_gets_smaller_modules() -> None:
    data = "a" * 400
    assert on_paper(Qr(data, module_mm=2.0), paper=PaperFormat(384))[0] == f"[QR {data}]"


def test_a_qr_code_that_cannot_be_is_refused() -> None:
    for data in ("a" * 1200, ""):
        with pytest.raises(ValueError, match="no QR code"):
            build(Document("test", (Qr(data),)), PaperFormat())


def test_no_drawing_holds_a_real_time_command_by_accident() -> None:
    dots = b"\x10\x04\x01\x10\x05\x02\x10\x10\x14\x08"
    assert real_time_commands(commands.inline_image(dots + b"\0\0")) == []
    rare = "".join(chr(point) for point in range(0x3400, 0x3600))
    assert real_time_commands(b"".join(build(Document("test", (Line(rare),)), PaperFormat()))) == []


TEXTS = st.text(
    st.one_of(st.characters(), st.sampled_from("\x00\x10\x04\x05\x14\x1b\x1c\x1d@&V(k\n，。（¥䶮㐂中A 😀")), max_size=60
)


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS)
def test_no_text_becomes_a_command(text: str) -> None:
    """Whatever a resident types: on paper is that text and nothing else, cut once; the printer is asked nothing."""
    job = b"".join(build(Document("test", (Line(text),)), PaperFormat()))
    assert real_time_commands(job) == []
    expected = ["".join(each if code(each) else "〓" for each in line) for line in wrap(text, 48)]
    assert on_paper(Line(text)) == "\n".join(expected).strip("\n").split("\n")


@settings(max_examples=examples(100), deadline=None)
@given(TEXTS, TEXTS)
def test_no_label_value_or_code_becomes_a_command(label: str, value: str) -> None:
    blocks: list[Block] = [Pair(label, value), Line(value, size=2)]
    if clean(value):
        blocks.append(Qr(value))
    assert real_time_commands(b"".join(build(Document("test", tuple(blocks)), PaperFormat(384)))) == []
    on_paper(*blocks, paper=PaperFormat(384))


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, st.integers(2, 48))
def test_wrapped_lines_fit_and_lose_nothing_but_space(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)

    def dense(part: str) -> str:
        return "".join(part.split())

    assert dense("".join(lines)) == dense("".join(clean(part) for part in text.splitlines()))


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(max_size=400))
def test_the_simulated_printer_survives_any_bytes(data: bytes) -> None:
    feed(data)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from([bytes((a, b)) for a in (0x1B, 0x1C, 0x1D) for b in range(0x20, 0x7F)]), max_size=20))
def test_the_simulated_printer_survives_any_commands(data: list[bytes]) -> None:
    feed(b"".join(data) + bytes(40))


class TestDrawnWhole:
    """For a printer that has neither Chinese characters nor QR codes of its own."""

    PAPER = PaperFormat(drawn=True, whole_cut=True)

    def test_nothing_but_images_feeds_and_the_cut_is_sent(self) -> None:
        blocks = (Line("编号 A1", size=4), Rule(), Pair("前面", "3 人"), Qr("ticket:1"), Feed(2))
        sent = build(Document("ticket", blocks), self.PAPER)
        assert sent[0] == b"\x1b@"
        assert sent[-1] == b"\x1bJ\x68\x1bi"
        assert {piece[:2] for piece in sent[1:-1]} == {b"\x1dv", b"\x1bJ"}
        assert all(len(piece) <= 2048 for piece in sent)

    def test_its_qr_code_is_the_one_that_is_asked_for(self) -> None:
        *pieces, _cut = build(Document("ticket", (Qr("ticket:1"),)), self.PAPER)
        drawn = feed(b"".join(pieces))[0]._whole()
        asked_for = rom.qr(b"ticket:1", 6, 1)
        assert asked_for is not None
        assert drawn.crop(drawn.getbbox()).tobytes() == asked_for.tobytes()

    @pytest.mark.parametrize("data", ["", "x" * 3000])
    def test_what_no_code_holds_is_refused(self, data: str) -> None:
        with pytest.raises(ValueError, match="no QR code holds"):
            build(Document("ticket", (Qr(data),)), self.PAPER)

    def test_a_rare_character_of_a_name_is_drawn_from_another_font(self, caplog: pytest.LogCaptureFixture) -> None:
        if not (glyphs._folder() / "HanaMinB-Regular.ttf").exists():
            pytest.skip("fonts-hanazono is not installed")
        glyphs.draw.cache_clear()
        pictures = {glyphs.draw(character).tobytes() for character in "\U0002ceb0\U0002ceb1王"}
        assert len(pictures) == 3
        assert caplog.text == ""

    def test_what_no_font_has_is_printed_and_logged_by_its_code_point(self, caplog: pytest.LogCaptureFixture) -> None:
        glyphs.draw.cache_clear()
        assert glyphs.draw("\U00050000").tobytes() != glyphs.draw("\U00050001").tobytes()
        assert "U+50000" in caplog.text
        assert "\U00050000" not in caplog.text

    def test_bold_strokes_stay_within_their_character(self) -> None:
        thin, bold = glyphs.draw("A", 6), glyphs.draw("A", 6, bold=True)
        assert bold.getbbox()[0] == thin.getbbox()[0]  # type: ignore[index]  # it has ink

"""Scripts other than Chinese: runs by direction, shaped letters, a font for each; and what no font has."""

import logging
import unicodedata
from gettext import NullTranslations
from typing import Any

import pytest

from kiosk.pages import language
from kiosk.pages.kinds import MenuPage
from kiosk.pages.page_parts import Choice
from languages.registry import FONTS, LOCALES, WAITING
from screens.samples import SAMPLES

UYGHUR = "كىملىك نومۇرى 65010219850101123X (ئۈرۈمچى)"
TIBETAN = "ཁྱེད་ཀྱི་ཐོབ་ཐང་ཤོག་བྱང་འདིར་འཇོག་རོགས། ཨང་ 12"
NOWHERE = "\U000e0fff"  # of a plane without letters: no font has it


@pytest.fixture
def fonts(window: Any) -> None:
    from kivy.core.text import LabelBase

    if any(locale.font not in LabelBase._fonts for locale in WAITING.values()):
        pytest.skip("fonts-noto-core and fonts-hanazono are not installed")


@pytest.fixture(params=WAITING)
def waiting_language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, fonts: None) -> str:
    """A language without catalogues, as if its row had moved up."""
    tag = str(request.param)
    monkeypatch.setitem(LOCALES, tag, WAITING[tag])
    monkeypatch.setitem(language._catalogues, tag, NullTranslations())
    monkeypatch.setattr(language._Active, "code", tag)
    return tag


@pytest.fixture
def uyghur(monkeypatch: pytest.MonkeyPatch, fonts: None) -> str:
    tag = next(tag for tag, locale in WAITING.items() if locale.direction == "rtl")
    monkeypatch.setitem(LOCALES, tag, WAITING[tag])
    return tag


def list_runs(text: str, tag: str) -> list[tuple[str, str, str]]:
    from screens.layout.runs import split_runs

    split_runs.cache_clear()
    return [(run.text.strip(), run.script, run.direction) for run in split_runs(text, tag)]


def test_numbers_inside_uyghur_are_read_from_the_left_and_stand_left_of_what_came_before(uyghur: str) -> None:
    assert list_runs("نومۇرى 123", uyghur) == [("123", "Latin", "ltr"), ("نومۇرى", "Arab", "rtl")]


def test_a_masked_number_and_a_chinese_sentence_keep_their_order_on_a_uyghur_page(uyghur: str) -> None:
    for text in ("110***********002X", "138****1234", "请补交材料。", "2026-11-02"):
        assert "".join(run[0] for run in list_runs(text, uyghur)) == text


def test_chinese_and_latin_inside_uyghur_keep_their_direction(uyghur: str) -> None:
    runs = list_runs("ئۇيغۇر 中文 ABC", uyghur)
    assert [run[0] for run in runs] == ["中文 ABC", "ئۇيغۇر"]
    assert [run[2] for run in runs] == ["ltr", "rtl"]


def test_a_uyghur_name_on_a_chinese_page_is_a_run_of_its_own(fonts: None) -> None:
    runs = list_runs("姓名：ئالىم（男）", next(iter(LOCALES)))
    assert runs == [("姓名：", "Latin", "ltr"), ("ئالىم", "Arab", "rtl"), ("（男）", "Latin", "ltr")]


def test_a_page_is_drawn_in_its_script_and_at_its_side(waiting_language: str, portrait: Any) -> None:
    from screens.layout import TextPart

    text = UYGHUR if LOCALES[waiting_language].direction == "rtl" else TIBETAN
    portrait.show(MenuPage(text, (Choice("apply", text), Choice("track", text[:20])), back=False))
    for _ in range(3):
        portrait.draw()
    drawn = [part for part in portrait.stage.walk(restrict=True) if isinstance(part, TextPart) and part.text == text]
    assert len(drawn) >= 2
    for part in drawn:
        assert part._picture is not None
        assert len(part._picture.pieces) > 1  # several runs
        assert part.drawn[0] <= part.width + 2


def test_letters_that_join_are_narrower_than_alone(uyghur: str) -> None:
    from screens.layout import text_picture
    from screens.layout.text_picture import Style

    style, word = Style(uyghur, 40, bold=False), "ئۇيغۇرچە"
    picture = text_picture.render([word], style, "right")
    assert 0 < picture.size[0] < sum(map(text_picture.advances(uyghur, 40, False).__getitem__, word))


def test_tibetan_breaks_after_a_syllable() -> None:
    from screens.wrap import wrap

    lines = wrap("བོད་སྐད་ཡིག་", 9, lambda _: 1.0)
    assert [line[-1] for line in lines] == ["\u0f0b"] * len(lines)
    assert len(lines) == 2


def test_rare_characters_of_names_are_drawn_from_another_font(fonts: None) -> None:
    from screens.layout.fonts import find_font

    tag = next(iter(LOCALES))
    assert find_font("𠀋", tag) in ("NotoSansSC", "HanaMinB")
    assert find_font("𬺰", tag) == "HanaMinB"
    assert find_font("王", tag) == "NotoSansSC"


def test_every_chinese_character_of_gb_18030_level_3_has_a_font(fonts: None) -> None:
    """The unified ideographs up to extension F (GB 18030-2022, 5 and annex A)."""
    from screens.layout.fonts import find_font

    blocks = ((0x3400, 0x4DB5), (0x4E00, 0x9FEF), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D))
    later = ((0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0))
    tag = next(iter(LOCALES))
    codes = [code for low, high in (*blocks, *later) for code in range(low, high + 1)]
    assert [f"{code:X}" for code in codes if unicodedata.name(chr(code), "") and not find_font(chr(code), tag)] == []


def test_no_character_and_no_sign_of_direction_keeps_a_line_from_being_drawn(uyghur: str) -> None:
    from screens.layout.runs import split_runs

    signs = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\t\u0378"
    samples = [chr(code) for code in range(0x20, 0x110000, 997) if not 0xD800 <= code < 0xE000]
    for character in (*signs, *samples):
        for tag in (next(iter(LOCALES)), uyghur):
            runs = split_runs(f"姓名{character}ئالىم{character}12", tag)
            assert "".join(run.text for run in runs).count("ئالىم") == 1


def test_what_is_taken_for_plain_every_font_of_a_language_has(fonts: None) -> None:
    from screens.layout import runs
    from screens.layout.fonts import _covers

    plain = [chr(code) for code in range(0x20, 0x10000) if runs._is_plain(chr(code))]
    missing = {font: [f"{ord(c):X}" for c in plain if not _covers(font, ord(c))] for font in FONTS}
    assert missing == {font: [] for font in FONTS}


def test_a_character_that_no_font_has_is_shown_and_logged_by_its_code_point(
    fonts: None, portrait: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from screens.layout import fonts as font_table
    from screens.layout.runs import split_runs

    font_table.find_font.cache_clear()
    split_runs.cache_clear()
    with caplog.at_level(logging.WARNING):
        portrait.show(MenuPage(f"张{NOWHERE}", (Choice("apply", "办理"),), back=False))
    assert "".join(run.text for run in split_runs(f"张{NOWHERE}", next(iter(LOCALES)))) == "张[U+E0FFF]"
    assert "no font has U+E0FFF" in caplog.text
    assert NOWHERE not in caplog.text


@pytest.fixture
def uyghur_lobby(uyghur: str, monkeypatch: pytest.MonkeyPatch, lobby: Any) -> Any:
    """A screen that is read from the right."""
    monkeypatch.setitem(language._catalogues, uyghur, NullTranslations())
    monkeypatch.setattr(language._Active, "code", uyghur)
    return lobby


def left_edges(lobby: Any, *keys: str) -> list[float]:
    targets = lobby.targets()
    return [targets[key].rect[0] for key in keys]


def part_of(lobby: Any, kind: type[Any], name: str = "") -> Any:
    parts = lobby.stage.walk(restrict=True)
    return next(part for part in parts if isinstance(part, kind) and (not name or part.name == name))


def picture_of(lobby: Any, part: Any) -> Any:
    """Returns what is painted where the part lies."""
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    for _ in range(2):
        lobby.draw()
    lobby.window.dispatch("on_draw")
    size = (round(part.width), round(part.height))
    pixels = glReadPixels(round(part.x), round(part.y), *size, GL_RGB, GL_UNSIGNED_BYTE)
    return Image.frombytes("RGB", size, pixels)


def test_what_comes_first_stands_at_the_right_where_one_reads_from_there(uyghur_lobby: Any) -> None:
    from screens.frame import Frame

    uyghur_lobby.show(SAMPLES["guide"])
    end, back, action = left_edges(uyghur_lobby, "cancel", "back", "action")
    assert end > back > action
    frame = part_of(uyghur_lobby, Frame)
    assert frame._title.x > frame.clock.x
    uyghur_lobby.show(SAMPLES["menu"])
    first, second = left_edges(uyghur_lobby, "apply", "ticket")
    assert first > second


def test_progress_and_timeline_run_from_the_right(uyghur_lobby: Any) -> None:
    from screens.draw.progress import Progress
    from screens.draw.timeline import _Entry

    uyghur_lobby.show(SAMPLES["form_choice"])
    progress = part_of(uyghur_lobby, Progress)
    bar = picture_of(uyghur_lobby, progress)
    begin, end = bar.getpixel((bar.width - 4, 2)), bar.getpixel((4, 2))
    assert sum(begin) < sum(end)  # the darker part is done
    uyghur_lobby.show(SAMPLES["timeline"])
    entry = part_of(uyghur_lobby, _Entry)
    assert entry._words.x == entry.x


@pytest.mark.parametrize("icon", ["back", "exit"])
def test_arrows_point_onward(uyghur_lobby: Any, monkeypatch: pytest.MonkeyPatch, icon: str) -> None:
    from PIL import Image, ImageChops

    from screens.layout import Icon

    uyghur_lobby.show(SAMPLES["guide"])
    there = picture_of(uyghur_lobby, part_of(uyghur_lobby, Icon, icon))
    monkeypatch.setattr(language._Active, "code", next(iter(LOCALES)))
    uyghur_lobby.show(SAMPLES["guide"])
    here = picture_of(uyghur_lobby, part_of(uyghur_lobby, Icon, icon))
    expected = here.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert there.size == here.size
    assert there.getextrema()[0][0] < 100  # something is drawn there
    apart = ImageChops.difference(there, expected).convert("L").point(lambda value: 255 * (value > 60))
    assert sum(apart.histogram()[1:]) < 0.01 * there.width * there.height


def test_keys_stand_as_on_every_keyboard(uyghur_lobby: Any) -> None:
    uyghur_lobby.show(SAMPLES["form_phone"])
    assert (digits := left_edges(uyghur_lobby, "key_1", "key_2", "key_3")) == sorted(digits)
    uyghur_lobby.show(SAMPLES["form_text"])
    assert (letters := left_edges(uyghur_lobby, "key_q", "key_w")) == sorted(letters)

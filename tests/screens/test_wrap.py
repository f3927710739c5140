"""Lines of Chinese begin and end as they should."""

from hypothesis import given, settings
from hypothesis import strategies as st

from screens.wrap import CLOSING, OPENING, balanced, settled, wrap
from tests.examples import examples


def width_of(c: str) -> float:
    return 10.0 if ord(c) >= 0x2E80 else 5.0


def test_closing_punctuation_stays_with_what_it_closes() -> None:
    assert wrap("请带好身份证，户口簿", 60, width_of) == ["请带好身份", "证，户口簿"]


def test_opening_punctuation_goes_with_what_it_opens() -> None:
    assert wrap("请您选择“办理事项”", 50, width_of)[0] == "请您选择"


def test_words_and_numbers_are_not_broken() -> None:
    assert wrap("承诺办结2026-12-04前", 70, width_of) == ["承诺办结", "2026-12-04前"]


def test_english_breaks_between_words() -> None:
    assert wrap("Touch the screen to begin", 60, width_of) == ["Touch the", "screen to", "begin"]


def test_a_word_too_long_for_any_line_is_broken_anywhere() -> None:
    assert wrap("ABCDEFGHIJ", 25, width_of) == ["ABCDE", "FGHIJ"]


def test_new_lines_are_kept() -> None:
    assert wrap("一\n\n二", 100, width_of) == ["一", "", "二"]


def test_balanced_lines_leave_no_lonely_character() -> None:
    text = "请把您的身份证平放在读卡区，读完之前不要移开。"
    assert len(wrap(text, 220, width_of)[-1]) <= 3
    assert min(len(line) for line in balanced(text, 220, width_of)) > 8


def test_no_character_is_left_alone_on_the_last_line() -> None:
    assert wrap("请带好身份证和户口簿原件", 110, width_of)[-1] == "件"
    assert settled("请带好身份证和户口簿原件", 110, width_of) == ["请带好身份证和户口", "簿原件"]


def test_what_a_bracket_closes_is_not_left_alone() -> None:
    text = "承诺时限十个工作日（示例以当地公布为准）"
    assert wrap(text, 180, width_of)[-1] == "准）"
    assert settled(text, 180, width_of)[-1] == "布为准）"


def test_a_short_text_and_latin_words_stay_as_they_are() -> None:
    assert settled("一二三", 20, width_of) == ["一二", "三"]
    assert settled("Touch the screen to begin a", 120, width_of)[-1] == "begin a"


def test_balanced_lines_break_no_word() -> None:
    assert balanced("Social assistance", 55, width_of) == ["Social", "assistance"]


TEXTS = st.text(st.sampled_from("一二三四五六七八九十，。；：、？！）》”“（《Ab1 "), max_size=60)


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, st.integers(80, 300))
def test_nothing_is_lost_and_every_line_fits(text: str, width: int) -> None:
    lines = wrap(text, width, width_of)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(sum(width_of(c) for c in line) <= width for line in lines)


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, st.integers(80, 300))
def test_settled_lines_lose_nothing_fit_and_are_no_more(text: str, width: int) -> None:
    lines = settled(text, width, width_of)
    assert len(lines) == len(wrap(text, width, width_of))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(sum(width_of(c) for c in line) <= width for line in lines)


@settings(max_examples=examples(200), deadline=None)
@given(st.text(st.sampled_from("一二三四五六七，。；、）”“（"), min_size=1, max_size=40))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(text: str) -> None:
    plain = "".join(
        c for at, c in enumerate(text) if c not in CLOSING | OPENING or (at % 3 == 1 and 0 < at < len(text) - 1)
    )
    lines = wrap(plain, 80, width_of)
    assert not any(line[:1] in CLOSING for line in lines[1:] if line)
    assert not any(line[-1:] in OPENING for line in lines[:-1] if line)

"""Covers what a resident does, from the first touch to the paper in hand."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from languages.registry import LOCALES
from tests.e2e.centre import Centre, Kiosk, wait_until
from tests.e2e.conftest import Opens, open_to_residents
from tests.e2e.stories import (
    MASKED_NAME,
    MASKED_NUMBER,
    MASKED_PHONE,
    NAME,
    NUMBER,
    PHONE,
    fills_in,
    hands_in,
    left_behind,
    next_field,
    reads_through,
    shows_card,
    writes_plainly,
    zh,
)

CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def centre(new_centre: Opens) -> Iterator[Centre]:
    """One where nobody has said before that nothing of theirs may be kept: that is asked once."""
    with new_centre() as centre:
        yield centre


@pytest.fixture(scope="module")
def open_kiosk(centre: Centre) -> Iterator[Kiosk]:
    with open_to_residents(centre) as kiosk:
        yield kiosk


@pytest.fixture(scope="module")
def handed_in(open_kiosk: Kiosk) -> str:
    """The number of a case handed in by someone with a rare name, who left with card and receipt."""
    centre = open_kiosk.centre
    open_kiosk.leaves()
    centre.printed()
    shows_card(open_kiosk)
    form = open_kiosk.texts()
    fills_in(open_kiosk)
    review = open_kiosk.texts()
    assert reads_above(review, MASKED_NAME) == ["姓名", zh("From your card")]
    assert zh("From your card") not in reads_above(review, MASKED_PHONE)
    assert {MASKED_NAME, MASKED_NUMBER, MASKED_PHONE} <= set(review)
    assert not {NAME, NUMBER, PHONE} & {*form, *review}
    code = hands_in(open_kiosk, remember="yes")
    open_kiosk.says(zh("Please take your receipt."))
    (receipt,) = centre.printed()
    assert code in receipt
    assert "失业登记" in receipt
    open_kiosk.go("finish", "TakePage")
    centre.reader.do("lift")
    open_kiosk.wait_for("AttractPage")
    return code


def reads_above(texts: list[str], value: str) -> list[str]:
    """Returns the two texts before that value: its label, and the badge beside that, where there is one."""
    at = texts.index(value)
    return texts[at - 2 : at]


def test_a_case_is_in_the_hub_exactly_once(centre: Centre, handed_in: str) -> None:
    assert centre.in_hub("SELECT count(*) FROM cases_case WHERE code = ?", handed_in) == [(1,)]


def test_nothing_of_the_resident_is_left_in_files_log_or_window(kiosk: Kiosk, handed_in: str) -> None:
    assert left_behind(kiosk.centre, NAME, NUMBER, PHONE) == []
    shown = "\n".join(kiosk.texts())
    assert not [word for word in (NAME, NUMBER, PHONE, handed_in) if word in shown]


def test_a_second_visit_finds_the_case_with_the_card(kiosk: Kiosk, handed_in: str) -> None:
    kiosk.go("begin", "MenuPage")
    kiosk.go("track", "CardPage")
    kiosk.centre.reader.do("place", card="rare")
    kiosk.wait_for("ListPage")
    kiosk.go(handed_in, "TimelinePage")
    kiosk.says(handed_in)
    kiosk.says(zh("Submitted"))


def test_and_with_its_number_and_the_last_four(kiosk: Kiosk, handed_in: str) -> None:
    looks_up(kiosk, handed_in, NUMBER[-4:])
    kiosk.go("action", "TimelinePage")
    assert handed_in in kiosk.texts()


def test_but_not_with_anyone_elses_last_four(kiosk: Kiosk, handed_in: str) -> None:
    looks_up(kiosk, handed_in, "9999")
    asked = kiosk.tap("action")
    kiosk.wait_past(asked)
    kiosk.wait_for("FormPage")
    kiosk.says(zh("No case was found with this number and these four digits."))


def looks_up(kiosk: Kiosk, code: str, last_four: str) -> None:
    kiosk.go("begin", "MenuPage")
    kiosk.go("track", "CardPage")
    kiosk.go("number", "FormPage")
    writes_plainly(kiosk, code.replace("-", ""))
    next_field(kiosk)
    writes_plainly(kiosk, last_four)


def test_what_was_given_before_is_filled_in_the_next_time(kiosk: Kiosk, handed_in: str) -> None:
    shows_card(kiosk)
    fills_in(kiosk)
    assert MASKED_PHONE in kiosk.texts()


def test_a_number_is_printed_and_stands_in_the_queue(kiosk: Kiosk) -> None:
    number = takes_number(kiosk)
    (ticket,) = kiosk.centre.printed()
    assert number in ticket
    wait_until(lambda: tickets(kiosk.centre, number) == [("waiting",)])
    kiosk.go("finish", "AttractPage")


def test_without_paper_the_number_is_void_and_never_comes_out(kiosk: Kiosk) -> None:
    centre = kiosk.centre
    kiosk.go("begin", "MenuPage")
    kiosk.go("number", "MenuPage")
    centre.printer.do("left", mm=20)
    kiosk.go("general", "MessagePage", within=30)
    kiosk.says(zh("The printer has no paper."))
    kiosk.says("窗口")
    (void,) = centre.in_hub("SELECT number FROM queues_ticket ORDER BY issued_at DESC LIMIT 1")
    wait_until(lambda: tickets(centre, void[0]) == [("void",)])

    centre.printer.do("refill")
    kiosk.leaves()
    kiosk.opens("number")
    number = takes_number(kiosk)
    void_slip, ticket = centre.printed()  # what may still hang out is marked void, and the next resident's stands alone
    assert "以上内容作废" in void_slip
    assert number not in void_slip
    assert number in ticket
    assert void[0] not in f"{void_slip}{ticket}"


def takes_number(kiosk: Kiosk) -> str:
    kiosk.go("begin", "MenuPage")
    kiosk.go("number", "MenuPage")
    kiosk.go("general", "OutcomePage", within=20)
    return next(text for text in kiosk.texts() if re.fullmatch(r"A\d{3}", text))


def tickets(centre: Centre, number: str) -> list[tuple[Any, ...]]:
    return centre.in_hub("SELECT state FROM queues_ticket WHERE number = ?", number)


def test_in_english_every_page_is_english(kiosk: Kiosk) -> None:
    kiosk.go("en", "MenuPage")
    reads_no_chinese(kiosk, "中文", *(locale.name for locale in LOCALES.values()))
    kiosk.go("number", "MenuPage")
    reads_no_chinese(kiosk)
    kiosk.go("back", "MenuPage")
    kiosk.go("apply", "BrowsePage")
    reads_no_chinese(kiosk)
    kiosk.type("sydj")
    kiosk.go("992200500000", "GuidePage")
    reads_no_chinese(kiosk)
    kiosk.go("action", "CardPage")
    reads_no_chinese(kiosk)
    kiosk.centre.reader.do("place", card="rare")
    kiosk.wait_for("FormPage")
    own = [MASKED_NAME, "某某市某某区幸福路1号"]
    reads_no_chinese(kiosk, *own)
    fills_in(kiosk)
    reads_no_chinese(kiosk, *own)
    reads_through(kiosk)
    kiosk.wait_for("OutcomePage", within=20)
    reads_no_chinese(kiosk)
    kiosk.go("finish", "TakePage")
    reads_no_chinese(kiosk)
    kiosk.centre.reader.do("lift")
    kiosk.wait_for("AttractPage")
    assert zh("Touch the screen to begin") in kiosk.texts()  # the next resident is greeted in Chinese


def reads_no_chinese(kiosk: Kiosk, *but: str) -> None:
    assert [text for text in kiosk.texts() if CHINESE.search(text) and text not in but] == []

"""What residents come for, in their own words, and what they may be entitled to, on a phone."""

import pytest

from tests.hub.pages.phone import Phone

PLAIN = {"age": "adult", "money": "enough", "disability": "none", "work": "employed", "home": "own", "event": "none"}
ANSWERS = {**PLAIN, "age": "eighty", "money": "short", "disability": "no_card", "work": "pension"}


@pytest.fixture
def reader(starter: None, phone: Phone) -> Phone:
    return phone


def test_items_are_found_by_what_residents_come_for_and_say_in_short_what_they_are(reader: Phone) -> None:
    home = reader.page()
    for need in ("老人", "孩子", "残疾", "看病", "房子", "工作", "证件", "困难救助"):
        assert f">{need}</a>" in home
    page = reader.page("needs/elder/")
    assert "高龄津贴" in page
    assert "八十岁以上的老人，每月领钱" in page
    assert ">老人</a>" in reader.page("needs/nothing/")  # the first page


def test_six_answers_lead_to_what_fits_with_why_and_what_is_missing(reader: Phone) -> None:
    assert reader.page("finder/").count("<fieldset") == 6
    page = reader.send("finder/", ANSWERS)
    assert "高龄津贴" in page
    assert "满80岁" in page
    assert "还缺：先办残疾人证" in page
    assert "生育登记" not in page


def test_an_answer_that_is_missing_or_made_up_is_asked_for_again(reader: Phone) -> None:
    for answers in ({**ANSWERS, "age": "999"}, {"age": "eighty"}):
        page = reader.send("finder/", answers)
        assert "请回答全部六个问题。" in page
        assert "高龄津贴" not in page


def test_who_fits_nothing_is_sent_to_the_staff(reader: Phone) -> None:
    assert "请问问中心的工作人员" in reader.send("finder/", PLAIN)

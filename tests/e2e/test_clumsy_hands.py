"""Hands that tap twice, tap wildly, change their mind, type what does not belong there, and go away."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from demo.display import Rect
from tests.e2e.centre import Kiosk
from tests.e2e.conftest import Opens
from tests.e2e.stories import (
    MASKED_NAME,
    MASKED_PHONE,
    NAME,
    NUMBER,
    PHONE,
    REPORT,
    Forgotten,
    asks_for_card,
    erase,
    fills_in,
    goes_on_to_review,
    hands_in,
    next_field,
    reports,
    shows_card,
    walk_away,
    writes,
    zh,
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def forgotten(request: pytest.FixtureRequest, new_centre: Opens) -> Iterator["Future[Forgotten] | None"]:
    """Someone who walks away in the middle of a form. That takes most of a minute, so it begins before all others."""
    if not any(
        test.name == "test_nobody_is_cut_off_unwarned_and_nothing_of_them_stays" for test in request.session.items
    ):
        yield None
        return
    with new_centre(idle=15) as centre, centre.open() as kiosk, ThreadPoolExecutor(1) as background:
        yield background.submit(walk_away, kiosk)


def taps_twice(kiosk: Kiosk, wanted: str, pause: float = 0.12) -> None:
    """As hands do that know the mouse of old: the second tap lands on whatever has come by then."""
    place = kiosk.wait_until_ready(wanted).target(wanted).rect
    kiosk.display.click(*place.centre)
    time.sleep(pause)
    kiosk.display.click(*place.centre)


def test_a_double_tap_means_one_tap(kiosk: Kiosk) -> None:
    """Neither does it choose what happens to lie there on the page that follows."""
    taps_twice(kiosk, "begin")
    kiosk.wait_for("MenuPage")
    taps_twice(kiosk, "number")
    kiosk.says(zh("What is your visit about?"))
    stays(kiosk, "MenuPage")
    taps_twice(kiosk, "general")
    kiosk.wait_for("OutcomePage", within=20)
    assert len(kiosk.centre.printed()) == 1
    taps_twice(kiosk, "finish")
    kiosk.wait_for("AttractPage")
    stays(kiosk, "AttractPage")


def test_a_double_tap_hands_in_once_and_leaves_the_number_on_the_page(kiosk: Kiosk) -> None:
    centre = kiosk.centre
    before = cases(kiosk)
    reports(kiosk)
    taps_twice(kiosk, "action")
    kiosk.wait_for("OutcomePage", within=20)
    kiosk.says(zh("Please take your receipt."))
    assert kiosk.shows("OutcomePage")
    assert cases(kiosk) == before + 1
    assert len(centre.printed()) == 1


@pytest.mark.parametrize("pause", [0.5, 0.6, 0.8])
def test_a_slow_double_tap_leaves_neither_the_menu_nor_the_number(kiosk: Kiosk, pause: float) -> None:
    """Six tenths of a second are a slow double tap, and too short to read a page."""
    taps_twice(kiosk, "begin", pause)
    kiosk.wait_for("MenuPage")
    stays(kiosk, "MenuPage")
    assert kiosk.look().title == zh("What would you like to do?")
    kiosk.leaves()
    reports(kiosk)
    taps_twice(kiosk, "action", pause)
    kiosk.wait_for("OutcomePage", within=20)
    kiosk.says(zh("Please take your receipt."))
    assert kiosk.shows("OutcomePage")
    kiosk.centre.printed()


def cases(kiosk: Kiosk) -> int:
    ((count,),) = kiosk.centre.in_hub("SELECT count(*) FROM cases_case")
    return int(count)


def stays(kiosk: Kiosk, page: str) -> None:
    seen = kiosk.look()
    assert kiosk.remains(seen)
    assert seen.page == page


def test_taps_while_a_number_is_printed_count_for_nothing(kiosk: Kiosk) -> None:
    kiosk.centre.printer.do("set", speed=0.5)
    kiosk.go("begin", "MenuPage")
    kiosk.go("number", "MenuPage")
    place = kiosk.wait_until_ready("general").target("general").rect
    kiosk.display.click(*place.centre)
    kiosk.wait_for("BusyPage")
    for _nth in range(8):
        kiosk.display.click(*place.centre)
    kiosk.wait_for("OutcomePage", within=30)
    kiosk.centre.printer.do("set", speed=20.0)
    assert len(kiosk.centre.printed()) == 1


def test_back_and_forth_through_a_form_loses_nothing(kiosk: Kiosk) -> None:
    shows_card(kiosk)
    fills_in(kiosk)
    kiosk.go("back", "FormPage")
    goes_on_to_review(kiosk)
    assert MASKED_PHONE in kiosk.texts()
    kiosk.go("phone", "FormPage")
    erase(kiosk)
    kiosk.type("13800138000")
    kiosk.wait_for("ReviewPage")
    assert "138****8000" in kiosk.texts()
    assert MASKED_NAME in kiosk.texts()
    hands_in(kiosk)
    kiosk.says("失业登记")


def test_a_wrong_answer_is_told_at_its_field(kiosk: Kiosk) -> None:
    shows_card(kiosk)
    kiosk.type("12")
    kiosk.tap("action")
    kiosk.says("请填11位手机号")
    assert kiosk.shows("FormPage")
    kiosk.type("345678901234567890")  # more than a number has
    kiosk.tap("action")
    assert kiosk.shows("FormPage")


def test_signs_are_kept_as_they_are_typed(kiosk: Kiosk) -> None:
    kiosk.finds(*REPORT)
    kiosk.go("action", "FormPage")
    kiosk.tap("facility")
    kiosk.tap("key_symbols")
    kiosk.type("1-/；--#@（·）")
    next_field(kiosk)
    next_field(kiosk)  # the day, which may stay empty
    writes(kiosk, "ludengbuliang")
    goes_on_to_review(kiosk)
    assert "1-/；--#@（·）" in kiosk.texts()
    hands_in(kiosk)


def test_a_card_that_comes_and_goes_while_the_form_is_filled(kiosk: Kiosk) -> None:
    """It is covered while the card is away, and goes on where it was; somebody else's card ends it."""
    shows_card(kiosk)
    kiosk.type("1391")
    for _nth in range(2):
        kiosk.centre.reader.do("lift")
        kiosk.wait_for("CoverPage")
        assert not {MASKED_NAME, "1391"} & set(kiosk.texts())
        kiosk.centre.reader.do("place", card="rare")
        kiosk.wait_for("FormPage")
    kiosk.type("234567")
    kiosk.says(f"{PHONE[:-1]}|")
    kiosk.centre.reader.do("lift")
    kiosk.wait_for("CoverPage")
    kiosk.centre.reader.do("place", card="li")
    kiosk.wait_for("MenuPage")
    assert not {MASKED_NAME, MASKED_PHONE, f"{PHONE[:-1]}|"} & set(kiosk.texts())


def test_a_child_hammers_on_the_glass(kiosk: Kiosk) -> None:
    """Wherever that leads, the kiosk answers, prints no more than it gives numbers, and serves the next resident."""
    chance = random.Random(2)
    glass = Rect(0, 0, 540, 960)
    for _nth in range(150):
        kiosk.display.press(chance.randrange(glass.width), chance.randrange(glass.height))
        kiosk.display.release()
        if chance.random() < 0.1:
            kiosk.centre.reader.do(chance.choice(["lift", "place"]), card="li")
    while not kiosk.remains(kiosk.leaves()):  # the last taps, and a card, may reach it later
        pass
    asks_for_card(kiosk)
    kiosk.centre.reader.do("lift")
    kiosk.centre.reader.do("place", card="rare")
    kiosk.wait_for("FormPage")
    assert "Traceback" not in kiosk.centre.log.read_text("utf-8")


def test_nobody_is_cut_off_unwarned_and_nothing_of_them_stays(forgotten: Future[Forgotten]) -> None:
    seen = forgotten.result(100)
    assert zh("Are you still there?") in seen.warned
    assert f"{PHONE[:-1]}|" in seen.went_on  # in the box in which it is typed, before the caret
    assert PHONE[:-1] not in "".join(seen.warned)
    assert zh("Are you still there?") not in seen.went_on
    first, later = seen.countdown
    assert 1 <= later < first <= 20
    assert not [word for word in (NAME, NUMBER, PHONE[:-1]) if word in "\n".join(seen.at_the_end)]
    assert seen.left_behind == []
    assert seen.faults == []  # a pointer that rests over the window is no hand that lies on the glass

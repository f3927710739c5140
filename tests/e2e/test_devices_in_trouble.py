"""Cards that do not read, cards that are refused, devices that go and come back."""

import time

import pytest

from tests.e2e.centre import Kiosk, wait_until
from tests.e2e.stories import MASKED_NAME, NUMBER, asks_for_card, fills_in, left_behind, zh

AGAIN = "The card could not be read. Please place the card again and leave it until its name is shown."
NO_CARDS = zh("Cards cannot be read here just now: please go to the counter.")
NO_PRINT = zh("Nothing can be printed here just now: for a queue number, ask at the counter.")
ON_THE_WAY = ("wrong_checksum", "garbage", "half_frame", "lift_in_mid_read", "read_failed", "slow", "silence_in_read")


def test_a_card_that_does_not_read_is_asked_for_again_and_the_next_one_reads(kiosk: Kiosk) -> None:
    reader = kiosk.centre.reader
    asked = asks_for_card(kiosk)
    for fault in ON_THE_WAY:
        reader.do("fault", name=fault)
        reader.do("place", card="li")
        asked = kiosk.wait_past(asked, within=8)
        assert asked.page == "CardPage", fault
        assert zh(AGAIN) in kiosk.texts(), fault
        reader.do("clear")
        reader.do("lift")
        time.sleep(0.7)  # as long as a hand takes, and longer than from one look of the reader to the next
    reader.do("place", card="rare")
    kiosk.wait_for("FormPage")
    fills_in(kiosk)
    assert MASKED_NAME in kiosk.texts()


def test_a_card_left_where_it_did_not_read_reads_when_placed_again(kiosk: Kiosk) -> None:
    reader = kiosk.centre.reader
    asks_for_card(kiosk)
    for _nth in range(4):  # placed and lifted, again and again, never for long enough
        reader.do("place", card="rare")
        reader.do("lift")
    reader.do("place", card="rare")
    kiosk.wait_for("FormPage")


@pytest.mark.parametrize(("card", "said"), [("expired", "已过有效期"), ("unknown_type", "不认识这种证件")])
def test_a_card_that_the_item_refuses_is_told_why(kiosk: Kiosk, card: str, said: str) -> None:
    asks_for_card(kiosk)
    kiosk.centre.reader.do("place", card=card)
    kiosk.wait_for("MessagePage")
    kiosk.says(said)
    kiosk.centre.reader.do("lift")
    kiosk.go(zh("Use another card"), "CardPage")
    kiosk.centre.reader.do("place", card="rare")
    kiosk.wait_for("FormPage")
    assert left_behind(kiosk.centre, NUMBER, "赵建国", "孙未知") == []


def test_without_a_reader_the_rest_works_and_it_is_back_by_itself(kiosk: Kiosk) -> None:
    reader = kiosk.centre.reader
    reader.do("unplug")
    kiosk.says(NO_CARDS)
    kiosk.finds("sydj", "992200500000")
    assert not enabled(kiosk, "action")
    kiosk.says("读卡器")
    kiosk.leaves()
    takes_a_number(kiosk)
    reader.do("plug")
    nothing_is_wrong(kiosk)
    asks_for_card(kiosk)
    reader.do("place", card="rare")
    kiosk.wait_for("FormPage")


def test_a_reader_that_goes_while_a_card_is_awaited(kiosk: Kiosk) -> None:
    asks_for_card(kiosk)
    kiosk.centre.reader.do("unplug")
    kiosk.wait_for("MessagePage")
    kiosk.go(zh("Continue"), "MenuPage")


def test_without_a_printer_the_rest_works_and_it_is_back_by_itself(kiosk: Kiosk) -> None:
    printer = kiosk.centre.printer
    printer.do("unplug")
    kiosk.says(NO_PRINT, within=20)
    kiosk.opens("number", enabled=False)
    asks_for_card(kiosk)
    kiosk.centre.reader.do("place", card="rare")
    kiosk.wait_for("FormPage")
    kiosk.leaves()
    printer.do("plug")
    nothing_is_wrong(kiosk)
    kiosk.opens("number")
    takes_a_number(kiosk)


def test_a_silent_printer_is_out_of_service_until_it_speaks(kiosk: Kiosk) -> None:
    printer = kiosk.centre.printer
    printer.do("fault", name="silent")
    kiosk.says(NO_PRINT, within=20)
    kiosk.opens("number", enabled=False)
    printer.do("clear")
    nothing_is_wrong(kiosk)
    kiosk.opens("number")


def nothing_is_wrong(kiosk: Kiosk) -> None:
    kiosk.wait_for("AttractPage")
    wait_until(lambda: not any(sign in "\n".join(kiosk.texts()) for sign in (NO_CARDS, NO_PRINT)), within=15)


def takes_a_number(kiosk: Kiosk) -> None:
    kiosk.go("begin", "MenuPage")
    kiosk.go("number", "MenuPage")
    kiosk.go("general", "OutcomePage", within=20)
    assert len(kiosk.centre.printed()) == 1
    kiosk.leaves()


def enabled(kiosk: Kiosk, key: str) -> bool:
    return any(target.key == key and target.enabled for target in kiosk.look().targets)

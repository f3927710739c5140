"""A whole visit with a tactile keypad: nobody touches the screen."""

from collections.abc import Iterator

import pytest

from demo.robot import Lost
from tests.e2e.centre import Kiosk, wait_until
from tests.e2e.keys import ByKeys
from tests.e2e.stories import PHONE, UNEMPLOYED, goes_on_to_review, hands_in, zh


@pytest.fixture
def keys(kiosk: Kiosk) -> Iterator[ByKeys]:
    yield ByKeys(kiosk)
    kiosk.leaves()


def test_a_number_is_taken(keys: ByKeys) -> None:
    keys.go("begin", "MenuPage")
    keys.go("number", "MenuPage")
    keys.display.keys("F1")
    keys.says(zh("The keys"))
    keys.display.keys("Escape")
    wait_until(lambda: zh("The keys") not in keys.texts())
    keys.go("general", "OutcomePage", within=20)
    keys.display.keys("plus")
    keys.says(zh("Volume {level} of {most}").format(level=7, most=10))
    (ticket,) = keys.centre.printed()
    assert zh("Queue number") in ticket
    keys.go("finish", "AttractPage")


def test_an_application_is_handed_in(keys: ByKeys) -> None:
    keys.finds(*UNEMPLOYED)
    keys.go("action", "CardPage")
    keys.centre.reader.do("place", card="rare")
    keys.wait_for("FormPage")
    keys.wait_until_ready("back")
    keys.display.keys("BackSpace")
    keys.wait_for("GuidePage")
    keys.go("action", "FormPage")
    keys.type(PHONE)
    keys.tap("no")
    keys.tap("bachelor")
    goes_on_to_review(keys)  # past the services that one may wish
    code = hands_in(keys)
    assert keys.centre.in_hub("SELECT count(*) FROM cases_case WHERE code = ?", code) == [(1,)]
    keys.go("finish", "TakePage")
    keys.centre.reader.do("lift")
    keys.wait_for("AttractPage")


def scans(keys: ByKeys, text: str) -> None:
    """What a scanner types that is plugged in as a keyboard."""
    for character in text:
        names = {":": ("Shift_L", "semicolon"), "-": ("minus",)}.get(character, (character,))
        keys.display.keys(*names)
    keys.display.keys("Return")


def shows_help(keys: ByKeys) -> bool:
    """Presses the key for it: right after a scan no key is heard."""
    keys.display.keys("F1")
    try:
        wait_until(lambda: zh("The keys") in keys.texts(), 1.0)
    except Lost:
        return False
    return True


def test_a_scanner_that_types_walks_into_no_application(keys: ByKeys) -> None:
    keys.go("begin", "MenuPage")
    before = keys.look()
    for _nth in range(3):
        scans(keys, "case:7k4m-q9xt-2vbc")
    wait_until(lambda: shows_help(keys))  # by then whatever was typed has been heard
    keys.display.keys("Escape")
    wait_until(lambda: zh("The keys") not in keys.texts())
    seen = keys.look()
    assert (seen.page, seen.serial, seen.focus) == (before.page, before.serial, before.focus)
    keys.go("number", "MenuPage")

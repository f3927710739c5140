"""The dock has words for all that the simulators can do and be."""

from pathlib import Path

import pytest

from demo import network, simulators
from demo.simulators import MODELS, NETWORK, DemoDevices
from devices.simulators.__main__ import find_model
from devices.simulators.chips import CHIP_CARDS
from devices.simulators.people import PEOPLE, card_text
from kiosk.pages.language import activate
from screens.dock import words
from screens.dock.make_up import card_fields, card_form

PRINTER_AT_REST = {
    "plugged": True, "powered": True, "condition": [], "printing": False, "half_printed": False, "paper_mm": 80_000.0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> None:
    activate("en")


def test_every_invented_person_has_a_kind_of_card() -> None:
    assert words.CARDS.keys() == PEOPLE.keys()


@pytest.mark.parametrize("device", MODELS)
def test_every_fault_can_be_switched_on(device: str) -> None:
    assert words.FAULTS[device].keys() == find_model(MODELS[device][1]).FAULTS


def test_every_chip_card_has_words() -> None:
    assert words.CHIP_CARDS.keys() == words.CHIPS_SHORT.keys() == CHIP_CARDS.keys()


def test_the_dock_and_the_demonstration_mean_the_same_devices() -> None:
    assert words.FAULTS.keys() == {*MODELS, NETWORK}
    assert words.FAULTS[words.NETWORK].keys() == network.FAULTS


def test_a_trait_is_what_the_printer_is_not_by_itself() -> None:
    for settings in words.TRAIT_SETTINGS.values():
        assert all(words.USUAL[key] != value for key, value in settings.items())


def test_a_made_up_card_gets_its_check_digit_and_may_be_wrong() -> None:
    answers = {field.field.key: field.value for field in card_form().fields}
    assert card_fields(answers)["number"] == "110101198808081215"
    assert card_fields(answers | {"number": "110101198808081211"})["number"] == "110101198808081211"
    assert card_fields(answers | {"valid_to": ""})["valid_to"] == "长期"


@pytest.mark.parametrize("kind", [choice.key for choice in card_form().fields[0].options])
def test_a_card_of_every_kind_can_be_made_up(kind: str) -> None:
    answers = {field.field.key: field.value for field in card_form().fields}
    assert len(card_text(card_fields(answers | {"type": kind}))) == 256


def test_a_printer_tells_what_is_wrong_before_how_much_paper_it_has() -> None:
    assert words.printer_state(PRINTER_AT_REST) == "Ready, 80 m of paper"
    open_and_low = PRINTER_AT_REST | {"condition": ["paper_low", "cover_open"], "paper_mm": 420.0}
    assert words.printer_state(open_and_low) == "Cover open, Paper low, 42 cm of paper"
    out = PRINTER_AT_REST | {"condition": ["paper_low", "paper_out"], "half_printed": True}
    assert words.printer_state(out) == "Paper out, half a job hangs in it"


def test_a_printer_without_power_or_line_tells_that_alone() -> None:
    assert words.printer_state(PRINTER_AT_REST | {"powered": False}) == "Switched off"
    assert words.printer_state(PRINTER_AT_REST | {"powered": False, "plugged": False}) == "Unplugged"


def test_the_reader_tells_whose_card_lies_on_it() -> None:
    people = {"li": "李秀英"}
    assert words.reader_state({"plugged": True, "card": "li"}, people) == "李秀英's card is on the reader"
    assert words.reader_state({"plugged": True, "card": None}, people) == "No card"


def test_what_an_earlier_demonstration_printed_is_gone(tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.mkdir()
    (paper / "001.png").touch()
    assert DemoDevices(tmp_path).pieces() == []


def test_a_machine_without_the_card_daemon_says_what_the_chip_cards_want(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulators, "there_is_one", lambda: False)
    devices = DemoDevices(tmp_path)
    assert words.CHIPS not in devices.names
    assert "pcscd" in devices.missing[words.CHIPS]

"""Every fault, in plain words, for whoever can mend it."""

import pytest

from devices.base import Condition, Fault, Paper, Status
from kiosk.language import LANGUAGES, activate
from kiosk.technician.words import fault_words, mender_words, state_words, what_is_wrong, what_to_do

HAN = range(0x4E00, 0x9FFF)


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_says_what_it_is_what_to_do_and_who_does_it_in_each_language(fault: Fault) -> None:
    status = Status(Condition.FAULT, fault)
    said = {}
    for code in LANGUAGES:
        activate(code)
        said[code] = (fault_words(fault), what_to_do(status), mender_words(fault.mender))
        assert mender_words(fault.mender) in what_to_do(status)
    for chinese, english in zip(said["zh_CN"], said["en"], strict=True):
        assert any(ord(sign) in HAN for sign in chinese)
        assert english
        assert not any(ord(sign) in HAN for sign in english)


def test_no_two_faults_read_the_same() -> None:
    activate("zh_CN")
    assert len({fault_words(fault) for fault in Fault}) == len(Fault)


@pytest.mark.parametrize("condition", [Condition.UNKNOWN, Condition.OPEN])
def test_what_is_not_known_to_be_well_is_not_said_to_be(condition: Condition) -> None:
    activate("en")
    status = Status(condition, paper=Paper.FULL)
    assert state_words(status) != state_words(Status(Condition.OK, paper=Paper.FULL))
    assert what_is_wrong(status)

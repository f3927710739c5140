"""A device whose state comes and goes does not make pages flicker."""

from devices.base import Condition, Fault, Status
from devices.fault_debounce import FaultDebouncer

OK, GONE = Status(Condition.OK), Status(Condition.FAULT, Fault.DISCONNECTED, detail="unplugged")


def seen(*what: tuple[float, Status]) -> list[bool]:
    """Returns for each, at its second, whether it is seen to be well."""
    debouncer = FaultDebouncer()
    return [debouncer.update(status, at).condition is Condition.OK for at, status in what]


def test_a_fault_and_its_end_are_seen_at_once() -> None:
    assert seen((0, OK), (1, GONE), (2, OK), (3, GONE), (4, OK)) == [True, False, True, False, True]


def test_one_that_comes_and_goes_is_in_fault_until_it_was_well_for_a_while() -> None:
    often = [(0, GONE), (1, OK), (2, GONE), (3, OK), (4, GONE)]
    assert seen(*often, (5, OK), (6, GONE), (7, OK), (11, OK), (12, OK))[4:] == [False] * 5 + [True]


def test_faults_far_apart_are_faults_of_their_own() -> None:
    assert seen((0, GONE), (1, OK), (8, GONE), (9, OK), (16, GONE), (17, OK))[-1]


def test_a_fault_that_stands_is_one_however_often_it_is_told() -> None:
    assert seen(*((second, GONE) for second in range(5)), (6, OK))[-1]


def test_while_it_settles_the_last_fault_is_told_and_that_it_comes_and_goes() -> None:
    debouncer = FaultDebouncer()
    for at in range(3):
        debouncer.update(GONE, at)
        status = debouncer.update(OK, at + 0.5)
    assert (status.condition, status.fault) == (Condition.FAULT, Fault.DISCONNECTED)
    assert status.detail == "it comes and goes; unplugged"

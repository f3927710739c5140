"""The technician's PIN: counted on disk, slower with every failure."""

from pathlib import Path

import pytest

from kiosk.technician.credentials_file import CredentialsFile
from kiosk.technician.pin import DEFAULT_PIN, FAILURES, Pin, acceptable
from tests.kiosk.full_disk import full_disk

GOOD = "493817"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pin(tmp_path: Path, clock: Clock) -> Pin:
    pin = Pin(CredentialsFile(tmp_path), clock)
    pin.change(GOOD)
    return pin


def test_a_new_kiosk_has_the_default_pin_until_it_is_changed(tmp_path: Path) -> None:
    pin = Pin(CredentialsFile(tmp_path))
    assert pin.is_default
    assert pin.check(DEFAULT_PIN)
    pin.change(GOOD)
    assert not pin.is_default
    assert not pin.check(DEFAULT_PIN)
    assert pin.check(GOOD)


def test_the_pin_itself_is_not_on_disk(pin: Pin, tmp_path: Path) -> None:
    (file,) = tmp_path.iterdir()
    assert GOOD not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_five_failures_lock_even_over_a_restart(pin: Pin, clock: Clock, tmp_path: Path) -> None:
    for _ in range(FAILURES):
        assert not pin.check("111222")
    again = Pin(CredentialsFile(tmp_path), clock)
    assert again.wait() > 0
    assert not again.check(GOOD)
    clock.now += again.wait()
    assert again.check(GOOD)
    assert again.wait() == 0


def test_each_further_failure_locks_for_longer(pin: Pin, clock: Clock) -> None:
    waits = []
    for attempt in range(FAILURES + 12):
        pin.check("111222")
        if attempt >= FAILURES - 1:
            waits.append(pin.wait())
            clock.now += pin.wait()
    assert waits[:4] == [60, 120, 240, 480]
    assert max(waits) == waits[-1] == 3600


def test_a_clock_set_back_locks_nobody_out_for_ever(pin: Pin, clock: Clock) -> None:
    for _ in range(FAILURES):
        pin.check("111222")
    clock.now -= 86400
    clock.now += pin.wait()
    assert pin.check(GOOD)


def test_a_right_pin_forgives_the_failures_before_it(pin: Pin) -> None:
    for _ in range(3):
        for _ in range(FAILURES - 1):
            assert not pin.check("111222")
        assert pin.check(GOOD)


@pytest.mark.parametrize("digits", ["", "12345", DEFAULT_PIN, "777777", "123456", "987654", "890123", "1234567890123"])
@pytest.mark.parametrize("more", ["", "x"])
def test_a_pin_that_is_easy_to_guess_is_refused(pin: Pin, digits: str, more: str) -> None:
    assert not acceptable(digits + more)
    with pytest.raises(ValueError, match="acceptable"):
        pin.change(digits + more)
    assert pin.check(GOOD)


def test_a_damaged_file_lets_nobody_in_until_it_is_reset(pin: Pin, tmp_path: Path) -> None:
    (tmp_path / "technician.json").write_text("{", "utf-8")
    assert pin.damaged
    assert not pin.is_default
    for digits in (GOOD, DEFAULT_PIN, ""):
        assert not pin.check(digits)
    again = Pin(CredentialsFile(tmp_path))
    assert again.damaged
    again.reset()
    assert again.check(DEFAULT_PIN)


def test_a_full_disk_keeps_nobody_out_and_failures_count_all_the_same(pin: Pin, clock: Clock) -> None:
    with full_disk():
        assert pin.check(GOOD)
        with pytest.raises(OSError, match="too large"):
            pin.change("271828")
        for _ in range(FAILURES):
            assert not pin.check("111222")
        assert not pin.check(GOOD)
        clock.now += pin.wait()
        assert pin.check(GOOD)
    assert pin.wait() == 0
    pin.change("271828")
    assert pin.check("271828")

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.catalogue import Limit, LimitUnit
from hub.calendar.working_days import is_working_day, working_days
from hub.cases.limits import amber_from, moved, promised_by
from tests.examples import examples

WORKING = LimitUnit.WORKING_DAYS


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        (Limit(unit=LimitUnit.SAME_DAY), date(2026, 3, 7), date(2026, 3, 7)),
        (Limit(unit=LimitUnit.DAYS, days=15), date(2026, 3, 2), date(2026, 3, 17)),
        (Limit(unit=WORKING, days=1), date(2026, 3, 6), date(2026, 3, 9)),  # over a weekend
        (Limit(unit=WORKING, days=5), date(2026, 3, 2), date(2026, 3, 9)),
        (Limit(unit=WORKING, days=1), date(2026, 9, 30), date(2026, 10, 8)),  # over the National Day holiday
        (Limit(unit=WORKING, days=1), date(2025, 9, 27), date(2025, 9, 28)),  # to a Sunday worked in its lieu
        (Limit(unit=WORKING, days=2), date(2031, 1, 3), date(2031, 1, 7)),  # not announced yet: Monday to Friday
        (Limit(unit=WORKING), date(2026, 3, 2), None),
    ],
)
def test_a_limit_ends_on_its_last_day(limit: Limit, start: date, end: date | None) -> None:
    assert promised_by(limit, start, {}) == end


def test_the_administrators_days_come_first() -> None:
    holiday, makeup = date(2026, 3, 3), date(2026, 3, 7)
    special = {holiday: False, makeup: True}
    assert not is_working_day(holiday, special)
    assert is_working_day(makeup, special)
    assert promised_by(Limit(unit=WORKING, days=4), date(2026, 3, 2), special) == makeup


@pytest.mark.parametrize(
    ("unit", "paused_on", "resumed_on", "due"),
    [
        (WORKING, date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 9)),  # stood still for no time
        (WORKING, date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 16)),  # four working days were left
        (WORKING, date(2026, 3, 9), date(2026, 3, 20), date(2026, 3, 20)),  # none was left
        (WORKING, date(2026, 3, 10), date(2026, 3, 20), date(2026, 3, 9)),  # it was over before
        (LimitUnit.DAYS, date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 16)),
        (LimitUnit.SAME_DAY, date(2026, 3, 9), date(2026, 3, 12), date(2026, 3, 12)),
    ],
)
def test_what_was_left_at_the_pause_is_left_after_it(
    unit: LimitUnit, paused_on: date, resumed_on: date, due: date
) -> None:
    assert moved(date(2026, 3, 9), unit, paused_on, resumed_on, {}) == due


@pytest.mark.parametrize(
    ("limit", "day"),
    [
        (Limit(unit=WORKING, days=5), date(2026, 3, 6)),  # Friday: one working day is left
        (Limit(unit=WORKING, days=30), date(2026, 2, 28)),  # a Saturday worked for the New Year: six are left
        (Limit(unit=LimitUnit.DAYS, days=15), date(2026, 3, 6)),
        (Limit(unit=LimitUnit.SAME_DAY), date(2026, 3, 9)),
    ],
)
def test_a_clock_turns_amber_with_a_fifth_of_its_days_left(limit: Limit, day: date) -> None:
    assert amber_from(date(2026, 3, 9), limit, {}) == day


@given(
    start=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    days=st.integers(1, 40),
    until_pause=st.integers(0, 20),
    pause=st.integers(0, 40),
)
@settings(max_examples=examples(100), deadline=None)
def test_a_pause_takes_no_working_day_away(start: date, days: int, until_pause: int, pause: int) -> None:
    due = promised_by(Limit(unit=WORKING, days=days), start, {})
    assert due is not None
    paused_on = min(start + timedelta(days=until_pause), due)
    resumed_on = paused_on + timedelta(days=pause)
    later = moved(due, WORKING, paused_on, resumed_on, {})
    assert working_days(start, paused_on, {}) + working_days(resumed_on, later, {}) == days

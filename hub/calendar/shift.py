"""The shift of a deadline from one calendar to another."""

from dataclasses import dataclass
from datetime import date, timedelta

from hub.calendar.working_days import Special, after_working_days, working_days


@dataclass(frozen=True, slots=True)
class Shift:
    """From one calendar to another, which differ from the first day on: what was left of a limit is left again."""

    first: date
    old: Special
    new: Special

    def moved(self, due: date | None, start: date) -> date | None:
        """Returns the deadline by the new calendar. `start` is the day after which the limit runs."""
        if due is None or due < self.first:
            return due
        since = max(start, self.first - timedelta(days=1))
        left = working_days(since, due, self.old)
        return after_working_days(since, left, self.new) if left else due

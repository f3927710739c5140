"""A month of UTC, as tables are divided by them."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """`number` is 202611 for November 2026."""

    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        at = moment.astimezone(UTC)
        return cls(at.year * 100 + at.month)

    def next(self) -> "Month":
        return self.shifted(1)

    def shifted(self, months: int) -> "Month":
        year, month = divmod(self.number // 100 * 12 + self.number % 100 - 1 + months, 12)
        return Month(year * 100 + month + 1)

    @property
    def begin(self) -> datetime:
        return datetime(self.number // 100, self.number % 100, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        return self.next().begin

    @property
    def suffix(self) -> str:
        return f"{self.number // 100}_{self.number % 100:02}"

"""Months seen from the one in which the run's database was filled: a run may go on in the next one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from hub.core.month import Month


@dataclass(frozen=True, slots=True)
class Months:
    """`filled_at` is when the database was migrated, and had its parts of months made."""

    filled_at: datetime

    @classmethod
    def of_database(cls) -> "Months":
        migrations = MigrationRecorder(connection).migration_qs
        return cls(migrations.latest("applied").applied)

    def after(self, months: int) -> Month:
        return Month.of(self.filled_at).shifted(months)

    def begin(self, months: int) -> datetime:
        return self.after(months).begin

    def tenth(self, months: int) -> datetime:
        """Returns the tenth day of a month."""
        return self.begin(months) + timedelta(days=9)

    def part(self, table: str, months: int) -> str:
        """Returns the name of the part of a table that holds a month."""
        return f"{table}_{self.after(months).suffix}"


def count_rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])

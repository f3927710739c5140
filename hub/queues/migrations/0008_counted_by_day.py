"""How many days there are, PostgreSQL cannot guess from moments: told so, it counts by day without sorting first."""

from typing import Any

from django.db import migrations

_TELL = "CREATE STATISTICS turns_by_day ON ((called_at AT TIME ZONE 'Asia/Shanghai')::date) FROM queues_turn"


def _tell(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_TELL)


def _forget(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP STATISTICS turns_by_day")


class Migration(migrations.Migration):
    dependencies = [("queues", "0007_days_closed_and_turns_counted")]

    operations = [migrations.RunPython(_tell, _forget)]

"""How many days there are, PostgreSQL cannot guess from moments: told so, it counts by day without sorting first."""

from typing import Any

from django.db import migrations

_TELL = "CREATE STATISTICS cases_by_day ON ((submitted_at AT TIME ZONE 'Asia/Shanghai')::date) FROM cases_case"


def _tell(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_TELL)


def _forget(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP STATISTICS cases_by_day")


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_privacy")]

    operations = [migrations.RunPython(_tell, _forget)]

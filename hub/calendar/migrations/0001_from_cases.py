"""Special days and their changes come from the app `cases`; the tables stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("cases", "0011_calendar_moves_out")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SpecialDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(unique=True, verbose_name="日期")),
                        ("working", models.BooleanField(default=False, verbose_name="工作日")),
                        ("name", models.CharField(blank=True, max_length=60, verbose_name="说明")),
                    ],
                    options={
                        "verbose_name": "特殊日期",
                        "verbose_name_plural": "特殊日期",
                        "db_table": "cases_specialday",
                        "ordering": ["day"],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("before", models.BooleanField()),
                    ],
                    options={"db_table": "cases_calendarchange", "ordering": ["id"]},
                ),
            ],
        ),
    ]

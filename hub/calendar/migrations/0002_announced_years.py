"""Which years were announced when limits were last counted. Limits that run into a year that is not, and were counted
from Monday to Friday alone, are moved by the days off by law.
"""

from django.db import migrations, models

from hub.calendar.statutory import statutory_days
from hub.calendar.working_days import is_announced

_YEARS = range(2004, 2100)
_AHEAD = 2  # years into which a limit reaches


def note_years(apps, schema_editor):
    announced = [year for year in _YEARS if is_announced(year)]
    model = apps.get_model("calendar", "AnnouncedYear")
    model.objects.bulk_create(model(year=year) for year in announced)
    if not apps.get_model("cases", "Case").objects.exists():
        return
    special = set(apps.get_model("calendar", "SpecialDay").objects.values_list("day", flat=True))
    years = range(max(announced) + 1, max(announced) + 1 + _AHEAD)
    days = sorted(day for year in years for day in statutory_days(year) if day.weekday() < 5 and day not in special)
    change = apps.get_model("calendar", "CalendarChange")
    change.objects.bulk_create(change(day=day, before=True) for day in days)


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_from_cases"), ("cases", "0013_sealed_words")]

    operations = [
        migrations.CreateModel(
            name="AnnouncedYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True)),
            ],
        ),
        migrations.RunPython(note_years, migrations.RunPython.noop),
    ]

"""Special days and their changes move to the app `calendar`; the tables stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_counted_by_day")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="SpecialDay"), migrations.DeleteModel(name="CalendarChange")],
        ),
    ]

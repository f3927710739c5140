from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows

_CASE = (
    "code",
    "item_version_id",
    "privacy",
    "area_id",
    "taken_in_id",
    "department_id",
    "resident_id",
    "organisation_id",
    "mandate_id",
    "responsible_id",
    "overdue_to_id",
)
_TASK = ("case_id", "department_id", "area_id", "assigned_to_id", "overdue_to_id", "state")


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_saved_lists")]

    operations = [
        migrations.AddField("case", "seal", RowSeal()),
        migrations.AddField("task", "seal", RowSeal()),
        migrations.RunPython(seal_rows("cases", "Case", _CASE), migrations.RunPython.noop),
        migrations.RunPython(seal_rows("cases", "Task", _TASK), migrations.RunPython.noop),
    ]

from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows

_DELIVERY = ("system_id", "case_id", "task_id")


class Migration(migrations.Migration):
    dependencies = [("departments", "0004_request_id")]

    operations = [
        migrations.AddField("delivery", "seal", RowSeal()),
        migrations.RunPython(seal_rows("departments", "Delivery", _DELIVERY), migrations.RunPython.noop),
    ]

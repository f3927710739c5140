from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows


class Migration(migrations.Migration):
    dependencies = [("notify", "0005_entitlements")]

    operations = [
        migrations.AddField("residentmessage", "seal", RowSeal()),
        migrations.RunPython(
            seal_rows("notify", "ResidentMessage", ("subject", "resident_id", "case_id")), migrations.RunPython.noop
        ),
    ]

from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_results")]

    operations = [
        migrations.AddField("certificate", "seal", RowSeal()),
        migrations.RunPython(seal_rows("certificates", "Certificate", ("case_id",)), migrations.RunPython.noop),
    ]

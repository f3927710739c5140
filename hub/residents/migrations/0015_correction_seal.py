from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows


class Migration(migrations.Migration):
    dependencies = [("residents", "0014_places_of_facts")]

    operations = [
        migrations.AddField("correction", "seal", RowSeal()),
        migrations.RunPython(seal_rows("residents", "Correction", ("area_id",)), migrations.RunPython.noop),
    ]

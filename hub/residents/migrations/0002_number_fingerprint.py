from django.db import migrations

import hub.core.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("residents", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="resident",
            name="number_hash",
            field=hub.core.sealing.FingerprintField(
                editable=False, max_length=64, of="number", purpose="identity number", unique=True
            ),
        ),
    ]

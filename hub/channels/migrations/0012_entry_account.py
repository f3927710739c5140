import django.db.models.deletion
from django.db import migrations, models

import hub.core.row_seal


class Migration(migrations.Migration):
    dependencies = [("channels", "0011_entry_changes")]

    operations = [
        migrations.CreateModel(
            name="EntryAccount",
            fields=[
                ("seal", hub.core.row_seal.RowSeal(default="", editable=False, max_length=64)),
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("credit_code", models.CharField(blank=True, db_index=True, max_length=18)),
                ("subject_hash", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_account", to="channels.entry"
                    ),
                ),
            ],
        ),
    ]

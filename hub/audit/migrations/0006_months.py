from django.db import migrations, models
from django.utils import timezone

from hub.audit.partitions import ENTRIES
from hub.core.row_seal import RowSeal


def divide_by_month(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        ENTRIES.divide(schema_editor.connection, timezone.now())


class Migration(migrations.Migration):
    """On PostgreSQL the log becomes a partitioned table, whose first part is the table that was there."""

    dependencies = [("audit", "0005_audit_entry")]

    operations = [
        migrations.CreateModel(
            name="AuditMonth",
            fields=[
                ("seal", RowSeal()),
                ("month", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="月份")),
                ("former", models.PositiveIntegerField(verbose_name="上一月份")),
                ("ends", models.JSONField(verbose_name="各链末端")),
                ("entries", models.PositiveBigIntegerField(verbose_name="记录数")),
                ("verified_at", models.DateTimeField(verbose_name="核验时间")),
                ("detached", models.BooleanField(default=False, verbose_name="已移出")),
            ],
            options={"verbose_name": "已核验月份", "verbose_name_plural": "已核验月份", "ordering": ["month"]},
        ),
        migrations.RunPython(divide_by_month, migrations.RunPython.noop),
    ]

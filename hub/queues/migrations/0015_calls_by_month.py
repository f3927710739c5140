from django.db import migrations
from django.utils import timezone

from hub.queues.call_parts import CALLS


def divide_by_month(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        CALLS.divide(schema_editor.connection, timezone.now())


class Migration(migrations.Migration):
    """On PostgreSQL the calls become a partitioned table, whose first part is the table that was there."""

    dependencies = [("queues", "0014_queue_alarms")]

    operations = [migrations.RunPython(divide_by_month, migrations.RunPython.noop)]

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def date_versions(apps, schema_editor):
    """Each version was in effect from the day it was published until the day before the next."""
    after = {}
    for row in apps.get_model("catalogue", "ItemVersion").objects.order_by("item", "-version"):
        row.since = timezone.localtime(row.published_at).date()
        row.until = after[row.item_id] - timedelta(days=1) if row.item_id in after else None
        row.save(update_fields=["since", "until"])
        after[row.item_id] = row.since


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_owners_and_dates_of_effect")]
    operations = [migrations.RunPython(date_versions, migrations.RunPython.noop)]

from typing import Any

from django.db import migrations

from hub.core.row_seal import SEAL, RowSeal, seal_of

_ROWS = 1000  # in memory at once


def _seal(apps: Any, editor: Any) -> None:
    """Seals of which item a draft is, and whether it is of a card."""
    drafts = apps.get_model("cases", "SavedDraft")
    for row in drafts.objects.only("pk", "item_version_id", "number").iterator(_ROWS):
        content = [row.item_version_id, vars(row)["number"] is not None]
        drafts.objects.filter(pk=row.pk).update(**{SEAL: seal_of(drafts._meta.db_table, row.pk, content)})


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_entitlement")]

    operations = [
        migrations.AddField("saveddraft", "seal", RowSeal()),
        migrations.RunPython(_seal, migrations.RunPython.noop),
    ]

from django.db import migrations

from hub.core.row_seal import RowSeal, seal_of, seal_rows

_AREA = ("code", "level", "parent_id")
_VERSION = ("item_id", "version", "content", "since")


def seal_items(apps, editor):
    items = apps.get_model("catalogue", "Item")
    for row in items.objects.prefetch_related("readers"):
        content = [row.code, row.owner_id, sorted(reader.pk for reader in row.readers.all())]
        items.objects.filter(pk=row.pk).update(seal=seal_of("catalogue_item", row.pk, content))


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0013_item_drafts")]

    operations = [
        migrations.AddField("area", "seal", RowSeal()),
        migrations.AddField("item", "seal", RowSeal()),
        migrations.AddField("itemversion", "seal", RowSeal()),
        migrations.RunPython(seal_rows("catalogue", "Area", _AREA), migrations.RunPython.noop),
        migrations.RunPython(seal_items, migrations.RunPython.noop),
        migrations.RunPython(seal_rows("catalogue", "ItemVersion", _VERSION), migrations.RunPython.noop),
    ]

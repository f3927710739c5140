from django.db import migrations

from hub.core.row_seal import RowSeal, seal_of

COLUMNS = ("principal_id", "organisation_id", "agent_id", "since", "until", "revoked_at")


def seal(apps, editor):
    mandates = apps.get_model("residents", "Mandate")
    for row in mandates.objects.prefetch_related("items").iterator(chunk_size=1000):
        content = [*(getattr(row, name) for name in COLUMNS), sorted(item.pk for item in row.items.all())]
        mandates.objects.filter(pk=row.pk).update(seal=seal_of("residents_mandate", row.pk, content))


class Migration(migrations.Migration):
    dependencies = [("residents", "0012_mandate_signature")]

    operations = [
        migrations.AddField("mandate", "seal", RowSeal()),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]

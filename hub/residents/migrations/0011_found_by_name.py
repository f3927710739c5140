from itertools import islice

from django.db import migrations

from hub.core.sealing import ChangedPastHub, FingerprintField, fingerprint
from hub.residents.names import NAME, name_key

BATCH = 1000  # rows


def find_by_name(apps, schema_editor):  # type: ignore[no-untyped-def]
    residents = apps.get_model("residents", "Resident").objects
    rows = residents.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for resident in batch:
            resident.name_hash = _hash_of(resident)
        residents.bulk_update(batch, ["name_hash"])


def _hash_of(resident):  # type: ignore[no-untyped-def]
    """A row that was changed past the hub stays as it is, found by its number alone, and is told when it is read."""
    try:
        return fingerprint(name_key(resident.name), NAME)
    except ChangedPastHub:
        return ""


class Migration(migrations.Migration):
    dependencies = [("residents", "0010_consent_language")]
    operations = [
        migrations.AddField(
            model_name="resident",
            name="name_hash",
            field=FingerprintField(blank=True, db_index=True, default="", of="name_key", purpose=NAME),
        ),
        migrations.RunPython(find_by_name, migrations.RunPython.noop, elidable=False),
    ]

from typing import Any

from django.db import migrations

from hub.core.row_seal import SEAL, RowSeal, seal_of


def _seal(apps: Any, editor: Any) -> None:
    """Seals the commands that are not answered yet: no other goes out."""
    commands = apps.get_model("kiosks", "Command").objects
    for row in commands.filter(answered_at=None):
        content = [row.kiosk_id, row.kind, row.made_at, row.reason.model_dump()]
        commands.filter(pk=row.pk).update(**{SEAL: seal_of(row._meta.db_table, row.pk, content)})


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0017_check_in_by_distance")]

    operations = [
        migrations.AddField("command", "seal", RowSeal()),
        migrations.RunPython(_seal, migrations.RunPython.noop),
    ]

from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows

_SYSTEM = ("department_id", "area_id", "address", "active")
_KEY = ("name", "department_id", "area_id", "key_hash", "scopes", "expires_at", "revoked_at")


class Migration(migrations.Migration):
    dependencies = [("departments", "0002_told_apart")]

    operations = [
        migrations.AddField("system", "seal", RowSeal()),
        migrations.AddField("apikey", "seal", RowSeal()),
        migrations.RunPython(seal_rows("departments", "System", _SYSTEM), migrations.RunPython.noop),
        migrations.RunPython(seal_rows("departments", "ApiKey", _KEY), migrations.RunPython.noop),
    ]

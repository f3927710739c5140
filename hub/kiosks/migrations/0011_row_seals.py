from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows

_KIOSK = (
    "name",
    "site_id",
    "web",
    "token_hash",
    "revoked_at",
    "next_token_hash",
    "former_token_hash",
    "former_until",
    "certificate",
)
_CODE = ("code_hash", "kiosk_name", "site_id", "made_at", "expires_at", "used_at")


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0010_tokens_and_series")]

    operations = [
        migrations.AddField("kiosk", "seal", RowSeal()),
        migrations.AddField("enrolmentcode", "seal", RowSeal()),
        migrations.RunPython(seal_rows("kiosks", "Kiosk", _KIOSK), migrations.RunPython.noop),
        migrations.RunPython(seal_rows("kiosks", "EnrolmentCode", _CODE), migrations.RunPython.noop),
    ]

from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows

_SESSION = ("kiosk_id", "item_version_id", "supplement_id", "case_id", "token_hash")
_PAGE = ("session_id", "missing_id", "file_id")


class Migration(migrations.Migration):
    dependencies = [("files", "0003_page_source")]

    operations = [
        migrations.AddField("uploadsession", "seal", RowSeal()),
        migrations.AddField("paperpage", "seal", RowSeal()),
        migrations.AddField("partialupload", "seal", RowSeal()),
        migrations.RunPython(seal_rows("files", "UploadSession", _SESSION), migrations.RunPython.noop),
        migrations.RunPython(seal_rows("files", "PaperPage", _PAGE), migrations.RunPython.noop),
        migrations.RunPython(seal_rows("files", "PartialUpload", ("session_id",)), migrations.RunPython.noop),
    ]

from django.db import migrations

from hub.core.row_seal import RowSeal, seal_rows


class Migration(migrations.Migration):
    dependencies = [("channels", "0014_call_backs")]

    operations = [
        migrations.AddField("question", "seal", RowSeal()),
        migrations.AddField("review", "seal", RowSeal()),
        migrations.AddField("request", "seal", RowSeal()),
        migrations.RunPython(seal_rows("channels", "Question", ("area_id", "item_id")), migrations.RunPython.noop),
        migrations.RunPython(
            seal_rows("channels", "Review", ("area_id", "case_id", "ticket_id")), migrations.RunPython.noop
        ),
        migrations.RunPython(seal_rows("channels", "Request", ("entry_id",)), migrations.RunPython.noop),
    ]

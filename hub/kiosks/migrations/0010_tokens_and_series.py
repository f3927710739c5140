import django.db.models.deletion
from django.db import migrations, models


def note_series(apps, schema_editor):  # type: ignore[no-untyped-def]
    """The letters that kiosks have now are theirs since they were registered."""
    kiosk, series = apps.get_model("kiosks", "Kiosk"), apps.get_model("kiosks", "OwnSeries")
    rows = kiosk.objects.exclude(series=None).values_list("pk", "series", "created_at")
    series.objects.bulk_create(series(kiosk_id=pk, number=number, since=since) for pk, number, since in rows)


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0009_texts_by_locale")]

    operations = [
        migrations.AddField("kiosk", "token_since", models.DateTimeField("令牌启用时间", null=True, editable=False)),
        migrations.AddField(
            "kiosk", "next_token_hash", models.CharField(max_length=64, unique=True, null=True, editable=False)
        ),
        migrations.AddField(
            "kiosk", "former_token_hash", models.CharField(max_length=64, db_index=True, null=True, editable=False)
        ),
        migrations.AddField("kiosk", "former_until", models.DateTimeField(null=True, editable=False)),
        migrations.AddField(
            "kiosk",
            "certificate",
            models.CharField("客户端证书指纹", max_length=64, blank=True, default="", editable=False),
        ),
        migrations.AddField(
            "kiosk", "unproved_at", models.DateTimeField("最近未证明持卡时间", null=True, editable=False)
        ),
        migrations.CreateModel(
            "OwnSeries",
            [
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("kiosk", models.ForeignKey("kiosks.kiosk", django.db.models.deletion.CASCADE)),
            ],
        ),
        migrations.RunPython(note_series, migrations.RunPython.noop),
    ]

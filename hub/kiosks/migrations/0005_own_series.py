from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_letters(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a kiosk's letters were made of its row's number."""
    apps.get_model("kiosks", "Kiosk").objects.update(series=models.F("id"), series_taken=True)


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0004_tries")]

    operations = [
        migrations.AddField(
            "kiosk", "series", models.PositiveIntegerField("自有号段", null=True, unique=True, editable=False)
        ),
        migrations.AddField(
            "kiosk", "series_taken", models.BooleanField("自有号段已启用", default=False, editable=False)
        ),
        migrations.RunPython(keep_letters, migrations.RunPython.noop),
    ]

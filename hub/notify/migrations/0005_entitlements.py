from django.db import migrations


def add(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("notify", "MessageTemplate").objects.get_or_create(event="entitlement")


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0004_log_in_codes"),
    ]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]

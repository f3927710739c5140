from django.db import migrations


def add(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("notify", "MessageTemplate").objects.get_or_create(event="complaint")


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0002_purposes_and_templates"),
    ]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]

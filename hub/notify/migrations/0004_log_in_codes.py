from django.db import migrations


def add(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("notify", "MessageTemplate").objects.get_or_create(event="log_in")


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0003_answered_complaints"),
    ]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]

from django.db import migrations, models


def tiers(apps, schema_editor):
    apps.get_model("cases", "Case").objects.filter(confidential=True).update(privacy="confidential")


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_sent_up_and_moved")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="privacy",
            field=models.CharField(default="public", max_length=12, verbose_name="私密程度"),
        ),
        migrations.RunPython(tiers, migrations.RunPython.noop),
        migrations.RemoveField(model_name="case", name="confidential"),
    ]

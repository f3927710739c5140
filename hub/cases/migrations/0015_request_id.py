from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_steps_and_pauses"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="request_id",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
    ]

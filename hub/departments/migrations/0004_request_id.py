from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0003_row_seals"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="request_id",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
    ]

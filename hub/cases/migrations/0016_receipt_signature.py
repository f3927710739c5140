from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_request_id"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="receipt_signature",
            field=models.CharField(default="", editable=False, max_length=100),
        ),
    ]

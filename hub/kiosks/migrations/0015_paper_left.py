from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0014_staff_calls")]

    operations = [
        migrations.AlterField(
            model_name="alarm",
            name="kind",
            field=models.CharField(
                "kind",
                max_length=10,
                choices=[
                    ("silent", "Silent"),
                    ("fault", "Device fault"),
                    ("paper", "Paper low"),
                    ("number", "Numbers in doubt"),
                    ("clock", "Clock wrong"),
                    ("disk", "Disk fault"),
                    ("outbox", "Outgoing content missing"),
                    ("unsafe", "Received content not in a backup"),
                    ("twin", "Identity in use twice"),
                    ("late", "Late numbers of another day"),
                    ("restored", "Hub's data went back"),
                    ("rush", "Too many numbers"),
                    ("call", "Somebody calls for staff"),
                    ("card", "A card was left behind"),
                    ("left", "A paper was left behind"),
                ],
            ),
        ),
    ]

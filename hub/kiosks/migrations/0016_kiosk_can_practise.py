from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0015_paper_left")]

    operations = [
        migrations.AddField(
            model_name="kiosk",
            name="can_practise",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0007_numbers_in_doubt")]

    operations = [
        migrations.AlterField("kiosk", "outbox", models.BigIntegerField("待发送", default=0, null=True)),
        migrations.AlterField("kiosk", "refused", models.BigIntegerField("被拒收", default=0, null=True)),
    ]

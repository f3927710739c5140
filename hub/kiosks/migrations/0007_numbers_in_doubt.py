from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0006_websites")]

    operations = [
        migrations.AlterField(
            "alarm",
            "kind",
            models.CharField(
                "种类",
                max_length=10,
                choices=[
                    ("silent", "失去联系"),
                    ("fault", "设备故障"),
                    ("paper", "纸张不足"),
                    ("number", "号票存疑"),
                ],
            ),
        )
    ]

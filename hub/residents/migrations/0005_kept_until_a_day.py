from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("residents", "0004_how_long_and_for_what")]
    operations = [
        migrations.AlterField(
            model_name="residentfact",
            name="keep_until",
            field=models.DateField(db_index=True, verbose_name="保存至"),
        ),
    ]

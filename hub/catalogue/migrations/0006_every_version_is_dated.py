from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_date_old_versions")]
    operations = [
        migrations.AlterField(model_name="itemversion", name="since", field=models.DateField(verbose_name="生效日期")),
    ]

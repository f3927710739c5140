from django.db import migrations, models

import contract.catalogue


def tiers(apps, schema_editor):
    """What was confidential stays so. Versions stay as they were published."""
    apps.get_model("catalogue", "Item").objects.filter(confidential=True).update(privacy="confidential")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0007_privacy_of_services")]
    operations = [
        migrations.AddField(
            model_name="item",
            name="privacy",
            field=models.CharField(
                choices=[
                    (contract.catalogue.Privacy["PUBLIC"], "公开"),
                    (contract.catalogue.Privacy["NEUTRAL"], "中性名称"),
                    (contract.catalogue.Privacy["CONFIDENTIAL"], "保密"),
                ],
                default="public",
                help_text="非公开的事项，在回执、查询列表、评价和统计中只显示为“综合业务”；保密事项在工作列表中亦然，只有责任人和查阅人可以打开办件，且不公示",
                max_length=12,
                verbose_name="私密程度",
            ),
        ),
        migrations.RunPython(tiers, migrations.RunPython.noop),
        migrations.RemoveField(model_name="item", name="confidential"),
    ]

# One site from the start, so that every kiosk stands somewhere.

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from hub.catalogue.areas import ROOT
from hub.kiosks.models import MAIN


def open_the_centre(apps, schema_editor):
    site = apps.get_model("kiosks", "Site")
    made = site.objects.create(code="centre", name_zh="社区服务中心", name_en="Community service centre", area_id=ROOT)
    if made.pk != MAIN:  # every default points to it
        raise RuntimeError(f"the main site's row must be {MAIN}")


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0001_initial"), ("catalogue", "0003_the_city")]

    operations = [
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z0-9][a-z0-9-]{0,39}\\Z", "只含小写字母、数字和连字符，最多40个字符。"
                            )
                        ],
                        verbose_name="代码",
                    ),
                ),
                ("name_zh", models.CharField(max_length=120, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="英文名称")),
                ("time_zone", models.CharField(default="Asia/Shanghai", max_length=40, verbose_name="时区")),
                (
                    "area",
                    models.ForeignKey(
                        default=1,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.area",
                        verbose_name="区域",
                    ),
                ),
            ],
            options={"verbose_name": "服务中心", "verbose_name_plural": "服务中心", "ordering": ["code"]},
        ),
        migrations.RunPython(open_the_centre, migrations.RunPython.noop),
    ]

import django.db.models.deletion
from django.db import migrations, models

_ALARMS = [
    ("silent", "失去联系"),
    ("fault", "设备故障"),
    ("paper", "纸张不足"),
    ("number", "号票存疑"),
    ("clock", "时钟不准"),
    ("disk", "磁盘异常"),
    ("outbox", "待发内容缺失"),
    ("unsafe", "已收内容未备份"),
    ("twin", "身份重复使用"),
    ("late", "号票跨日补报"),
    ("restored", "平台数据回退"),
]


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0011_row_seals")]

    operations = [
        migrations.AlterField("alarm", "kind", models.CharField("种类", max_length=10, choices=_ALARMS)),
        migrations.AddField(
            "kiosk", "instance", models.CharField(max_length=40, blank=True, editable=False, default="")
        ),
        migrations.AddField("kiosk", "instances_before", models.JSONField(default=list, editable=False)),
        migrations.AddField("kiosk", "twin_at", models.DateTimeField("身份重复使用时间", null=True, editable=False)),
        migrations.AddField(
            "kiosk", "epoch", models.CharField("数据纪元", max_length=40, blank=True, editable=False, default="")
        ),
        migrations.AddField("kiosk", "unsafe", models.BigIntegerField("已收未备份", default=0, editable=False)),
        migrations.CreateModel(
            "Epoch",
            [
                ("id", models.PositiveSmallIntegerField(primary_key=True, default=1, serialize=False)),
                ("name", models.CharField("数据纪元", max_length=40)),
                ("timeline", models.CharField("数据库时间线", max_length=40, blank=True)),
                ("began_at", models.DateTimeField("开始时间")),
                ("restored_to", models.DateTimeField("数据回退至", null=True)),
                ("mark", models.BigIntegerField(default=1)),
                ("safe", models.BigIntegerField(default=0)),
            ],
            options={"verbose_name": "数据纪元", "verbose_name_plural": "数据纪元"},
        ),
        migrations.CreateModel(
            "ReturnedEntry",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("epoch", models.CharField("数据纪元", max_length=40)),
                ("entry", models.UUIDField("编号")),
                ("kind", models.CharField("种类", max_length=30)),
                ("code", models.CharField("办件编号或号码", max_length=20, blank=True)),
                ("held", models.BooleanField("终端仍有内容")),
                ("told_at", models.DateTimeField("上报时间")),
                (
                    "kiosk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="returned",
                        to="kiosks.kiosk",
                        verbose_name="终端",
                    ),
                ),
            ],
            options={
                "verbose_name": "数据回退后的缺失",
                "verbose_name_plural": "数据回退后的缺失",
                "ordering": ["held", "-told_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=["epoch", "entry", "kind"], name="one_return_of_an_entry")
                ],
            },
        ),
    ]

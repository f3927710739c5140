# Queues by site. The old series and the marks of what was served are carried over by the next migration.

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _key():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _site(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, to="kiosks.site", verbose_name="服务中心", **options
    )


def _to(model, name, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, verbose_name=name, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("queues", "0001_initial"),
        ("kiosks", "0003_enrolment_alarms_commands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Window",
            fields=[
                _key(),
                ("name_zh", models.CharField(help_text="如：3号窗口", max_length=40, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="英文名称")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="开窗时间")),
                ("services", models.ManyToManyField(blank=True, to="catalogue.service", verbose_name="办理业务")),
                ("site", _site()),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="在岗人员",
                    ),
                ),
            ],
            options={"verbose_name": "窗口", "verbose_name_plural": "窗口", "ordering": ["site", "position", "id"]},
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.UniqueConstraint(fields=("site", "name_zh"), name="one_window_of_a_name"),
        ),
        migrations.RemoveConstraint(model_name="ticket", name="one_ticket_of_a_number"),
        migrations.RemoveConstraint(model_name="series", name="one_series_a_day"),
        migrations.RemoveIndex(model_name="ticket", name="the_queue"),
        migrations.AddField(model_name="series", name="site", field=_site(default=1), preserve_default=False),
        migrations.AddField(
            model_name="series",
            name="prefix",
            field=models.CharField(default="", max_length=1, verbose_name="前缀"),
            preserve_default=False,
        ),
        migrations.AddField(model_name="ticket", name="site", field=_site(default=1), preserve_default=False),
        migrations.AddField(
            model_name="ticket",
            name="priority",
            field=models.CharField(blank=True, default="", max_length=12, verbose_name="优先"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ticket",
            name="rank",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="优先级"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="ahead",
            field=models.PositiveIntegerField(default=0, verbose_name="取号时前面人数"),
        ),
        migrations.AddField(
            model_name="ticket", name="stands_from", field=models.DateTimeField(null=True, verbose_name="排队起点")
        ),
        migrations.AddField(
            model_name="ticket",
            name="window",
            field=_to("queues.window", "窗口", null=True, related_name="tickets"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="for_window",
            field=_to("queues.window", "指定窗口", null=True, related_name="+"),
        ),
        migrations.AddField(
            model_name="ticket", name="called_at", field=models.DateTimeField(null=True, verbose_name="叫号时间")
        ),
        migrations.AddField(
            model_name="ticket",
            name="calls",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="叫号次数"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="note",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="备注"),
            preserve_default=False,
        ),
        migrations.AlterField(model_name="ticket", name="kiosk", field=_to("kiosks.kiosk", "终端", null=True)),
    ]

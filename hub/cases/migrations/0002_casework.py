import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hub.core.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("catalogue", "0006_every_version_is_dated"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MissingPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_zh", models.CharField(max_length=200, verbose_name="材料")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="材料(英文)")),
                ("received_at", models.DateTimeField(null=True, verbose_name="收到时间")),
            ],
            options={
                "verbose_name": "待补材料",
                "verbose_name_plural": "待补材料",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wanted_at", models.DateTimeField(verbose_name="告知时间")),
                (
                    "back_to",
                    models.CharField(
                        choices=[
                            ("submitted", "已提交"),
                            ("accepted", "已受理"),
                            ("supplement_wanted", "待补正"),
                            ("in_progress", "办理中"),
                            ("decided", "已办结"),
                            ("delivered", "已送达"),
                            ("withdrawn", "已撤回"),
                            ("refused", "不予受理"),
                        ],
                        max_length=20,
                    ),
                ),
                ("complete_at", models.DateTimeField(null=True, verbose_name="补齐时间")),
            ],
            options={
                "verbose_name": "补正告知",
                "verbose_name_plural": "补正告知",
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.PositiveSmallIntegerField(null=True, verbose_name="环节")),
                ("name_zh", models.CharField(max_length=200, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="英文名称")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "办理中"), ("done", "已办妥"), ("dropped", "已取消")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="交办时间")),
                ("due_by", models.DateField(null=True, verbose_name="期限")),
                ("done_at", models.DateTimeField(null=True, verbose_name="办妥时间")),
                ("finding", hub.core.sealing.SealedField(null=True, verbose_name="办理意见")),
            ],
            options={
                "verbose_name": "分办任务",
                "verbose_name_plural": "分办任务",
                "ordering": ["opened_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="amber_from",
            field=models.DateField(null=True, verbose_name="预警日期"),
        ),
        migrations.AddField(
            model_name="case",
            name="answer",
            field=hub.core.sealing.SealedField(null=True, verbose_name="答复"),
        ),
        migrations.AddField(
            model_name="case",
            name="answered_at",
            field=models.DateTimeField(null=True, verbose_name="答复时间"),
        ),
        migrations.AddField(
            model_name="case",
            name="area",
            field=models.ForeignKey(
                default=1,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.area",
                verbose_name="所属区域",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[("kiosk", "自助终端"), ("window", "窗口"), ("phone", "电话"), ("web", "网络")],
                default="kiosk",
                max_length=10,
                verbose_name="渠道",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="confidential",
            field=models.BooleanField(default=False, verbose_name="保密"),
        ),
        migrations.AddField(
            model_name="case",
            name="department",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.department",
                verbose_name="承办部门",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="due_by",
            field=models.DateField(default=datetime.date(9999, 12, 31), verbose_name="最近期限"),
        ),
        migrations.AddField(
            model_name="case",
            name="first_contact",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="首问责任人",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="notice_until",
            field=models.DateField(null=True, verbose_name="公示截止"),
        ),
        migrations.AddField(
            model_name="case",
            name="overdue_at",
            field=models.DateTimeField(null=True, verbose_name="超期上报时间"),
        ),
        migrations.AddField(
            model_name="case",
            name="overdue_to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="超期上报至",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="pause",
            field=models.CharField(
                blank=True,
                choices=[("", "计时中"), ("papers", "等待补正"), ("notice", "公示")],
                default="",
                max_length=10,
                verbose_name="计时",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="paused_on",
            field=models.DateField(null=True, verbose_name="暂停日期"),
        ),
        migrations.AddField(
            model_name="case",
            name="promised_first",
            field=models.DateField(null=True, verbose_name="最初承诺日期"),
        ),
        migrations.AddField(
            model_name="case",
            name="responsible",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="现责任人",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="statutory_by",
            field=models.DateField(null=True, verbose_name="法定办结日期"),
        ),
        migrations.AddField(
            model_name="case",
            name="taken_in",
            field=models.ForeignKey(
                default=1,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.area",
                verbose_name="收件区域",
            ),
        ),
        migrations.AddField(
            model_name="timelineentry",
            name="department",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.department",
                verbose_name="部门系统",
            ),
        ),
        migrations.AddField(
            model_name="timelineentry",
            name="event",
            field=models.CharField(
                choices=[
                    ("moved", "状态变更"),
                    ("handed_on", "移交"),
                    ("handed_over", "转交区域"),
                    ("task_opened", "交办"),
                    ("task_done", "办妥"),
                    ("paper_received", "收到材料"),
                    ("notice_begun", "公示开始"),
                    ("notice_ended", "公示结束"),
                    ("overdue", "超期上报"),
                    ("department", "部门系统"),
                ],
                default="moved",
                max_length=20,
                verbose_name="事件",
            ),
        ),
        migrations.AddField(
            model_name="timelineentry",
            name="kiosk",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kiosks.kiosk",
                verbose_name="终端",
            ),
        ),
        migrations.AddField(
            model_name="timelineentry",
            name="public",
            field=models.BooleanField(default=True, verbose_name="居民可见"),
        ),
        migrations.AddField(
            model_name="timelineentry",
            name="staff",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办人",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="kiosk",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="kiosks.kiosk", verbose_name="终端"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ["submitted", "accepted", "supplement_wanted", "in_progress"])),
                fields=["due_by"],
                name="cases_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ["submitted", "accepted", "supplement_wanted", "in_progress"])),
                fields=["department", "due_by"],
                name="cases_to_work",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ["submitted", "accepted", "supplement_wanted", "in_progress"])),
                fields=["responsible", "due_by"],
                name="cases_answered_for",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("pause", ""),
                    ("state__in", ["submitted", "accepted", "supplement_wanted", "in_progress"]),
                    ("overdue_at", None),
                ),
                fields=["due_by"],
                name="cases_running_late",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("pause", "notice")), fields=["notice_until"], name="cases_on_notice"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["submitted_at"], name="cases_by_time"),
        ),
        migrations.AddField(
            model_name="supplement",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supplement",
                to="cases.case",
                verbose_name="办件",
            ),
        ),
        migrations.AddField(
            model_name="supplement",
            name="wanted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="告知人",
            ),
        ),
        migrations.AddField(
            model_name="missingpaper",
            name="supplement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="papers",
                to="cases.supplement",
                verbose_name="补正告知",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="area",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.area", verbose_name="区域"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="assigned_to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办人",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="cases.case", verbose_name="办件"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.department",
                verbose_name="部门",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["department", "due_by"], name="tasks_to_do"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["assigned_to", "due_by"], name="tasks_of_a_clerk"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(fields=("case", "step"), name="one_task_of_a_step"),
        ),
    ]

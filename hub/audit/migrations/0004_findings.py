from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_rounds")]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("row", "数据被绕过系统改动"),
                            ("credential", "凭据被绕过系统改动"),
                            ("audit log", "审计记录缺失或被改动"),
                            ("witness", "审计记录未能外部见证"),
                            ("password", "密码由他人设置"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("subject", models.CharField(max_length=160, verbose_name="对象")),
                ("detail", models.CharField(blank=True, max_length=400, verbose_name="详情")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="核查时间")),
            ],
            options={"verbose_name": "安全告警", "verbose_name_plural": "安全告警", "ordering": ["-found_at", "-id"]},
        ),
        migrations.AddConstraint(
            "finding",
            models.UniqueConstraint(
                condition=models.Q(("seen_at", None)), fields=("kind", "subject"), name="one_open_finding"
            ),
        ),
    ]

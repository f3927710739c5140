import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0003_the_city"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("window", "窗口人员"),
                            ("clerk", "部门经办人"),
                            ("head", "负责人"),
                            ("administrator", "管理员"),
                            ("technician", "技术员"),
                            ("assessor", "第三方评估员"),
                        ],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                (
                    "areas",
                    models.ManyToManyField(blank=True, related_name="+", to="catalogue.area", verbose_name="区域"),
                ),
                (
                    "departments",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="catalogue.department", verbose_name="部门"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_profile",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作人员",
                "verbose_name_plural": "工作人员",
                "ordering": ["user"],
            },
        ),
    ]

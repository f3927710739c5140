from django.db import migrations, models

ROLES = [
    ("window", "窗口人员"),
    ("clerk", "部门经办人"),
    ("head", "负责人"),
    ("administrator", "系统管理员"),
    ("security", "安全管理员"),
    ("auditor", "审计管理员"),
    ("technician", "技术员"),
    ("assessor", "第三方评估员"),
]


class Migration(migrations.Migration):
    """Those who were administrators are system administrators: the column keeps its value, and so the row its seal."""

    dependencies = [("staff", "0005_password_set_by")]

    operations = [
        migrations.AlterField("staffprofile", "role", models.CharField("角色", max_length=20, choices=ROLES)),
        migrations.AddField(
            "staffprofile", "password_set_at", models.DateTimeField("密码设置时间", null=True, editable=False)
        ),
    ]

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hub.core.row_ids
import hub.core.row_seal


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0006_three_administrators"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffCertificate",
            fields=[
                ("seal", hub.core.row_seal.RowSeal()),
                ("id", hub.core.row_ids.RowId(verbose_name="ID")),
                (
                    "sha256",
                    models.CharField(
                        max_length=64,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[0-9a-f]{64}$", "须为64位小写十六进制。")],
                        verbose_name="证书SHA-256",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "数字证书",
                "verbose_name_plural": "数字证书",
                "ordering": ["user", "pk"],
            },
        ),
    ]

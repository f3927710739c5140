import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hub.core.sealing


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0012_needs_and_life_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("first", models.DateField(verbose_name="first day")),
                ("last", models.DateField(verbose_name="last day")),
                ("figures", models.JSONField(verbose_name="figures")),
                ("figures_before", models.JSONField(verbose_name="figures of the period before")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="read by the person at")),
                ("answer", hub.core.sealing.SealedField(null=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drawn up by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member of staff",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.area",
                        verbose_name="area",
                    ),
                ),
            ],
            options={
                "ordering": ["-last", "-first", "team", "person"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "first", "last"), name="one_appraisal_of_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))), name="appraisal_of_days"
                    ),
                ],
            },
        ),
    ]

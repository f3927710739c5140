import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0012_needs_and_life_events"),
        ("kiosks", "0015_paper_left"),
        ("queues", "0013_moved_appointments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QueueAlarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("people", models.PositiveSmallIntegerField(verbose_name="people waiting")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="longest wait (minutes)")),
                ("raised_at", models.DateTimeField(verbose_name="happened at")),
                ("cleared_at", models.DateTimeField(null=True, verbose_name="cleared at")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="acknowledged at")),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acknowledged by",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.service",
                        verbose_name="service of the queue",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="kiosks.site",
                        verbose_name="centre",
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cleared_at", None)),
                        fields=("site", "service"),
                        name="one_open_alarm_of_a_queue",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueThreshold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "people",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="people waiting",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="longest wait (minutes)",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.service",
                        verbose_name="service of the queue",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thresholds",
                        to="kiosks.site",
                        verbose_name="centre",
                    ),
                ),
            ],
            options={
                "ordering": ["site", "service"],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "service"), name="one_threshold_of_a_queue"),
                    models.UniqueConstraint(
                        condition=models.Q(("service__isnull", True)),
                        fields=("site",),
                        name="one_threshold_of_a_centre",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("people__isnull", False), ("minutes__isnull", False), _connector="OR"),
                        name="threshold_of_something",
                    ),
                ],
            },
        ),
    ]

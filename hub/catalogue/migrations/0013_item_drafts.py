import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hub.catalogue.draft_model


def _user(**options: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        **options,  # type: ignore[arg-type]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0012_needs_and_life_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("itemversion", "written_by", _user(null=True)),
        migrations.AddField("itemversion", "reviewed_by", _user(null=True)),
        migrations.CreateModel(
            name="ItemDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField(default=hub.catalogue.draft_model._dict)),
                ("base", models.JSONField(null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("state", models.CharField(default="writing", max_length=10)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("reply", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("author", _user()),
                ("changed_by", _user()),
                ("reviewer", _user(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="catalogue.item",
                    ),
                ),
                ("writers", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("writing", "review"))),
                        fields=("item",),
                        name="one_open_draft",
                    )
                ],
            },
        ),
    ]

"""What residents come for in their own words, and events of life."""

import django.core.validators
from django.db import migrations, models

from hub.core.text_field import TextField

_CODE = django.core.validators.RegexValidator(
    r"\A[a-z][a-z0-9_]{0,39}\Z",
    "A small letter first, then small letters, digits and underscores alone, 40 characters at most.",
)


def _named() -> list[tuple[str, models.Field]]:
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("code", models.CharField(max_length=40, unique=True, validators=[_CODE], verbose_name="code")),
        ("name", TextField(max_length=120, verbose_name="name")),
        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
    ]


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0011_field_kinds")]
    operations = [
        migrations.CreateModel(
            "Need",
            [
                *_named(),
                ("themes", models.ManyToManyField(blank=True, to="catalogue.theme", verbose_name="theme")),
                ("items", models.ManyToManyField(blank=True, to="catalogue.item", verbose_name="further items")),
            ],
            options={
                "verbose_name": "need",
                "verbose_name_plural": "need",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            "LifeEvent",
            [
                *_named(),
                ("also_called", TextField(blank=True, verbose_name="what residents call it")),
                ("items", models.ManyToManyField(to="catalogue.item", verbose_name="service item")),
            ],
            options={
                "verbose_name": "life event",
                "verbose_name_plural": "life event",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """What residents searched for in vain."""

    dependencies = [("channels", "0008_area_notice")]

    operations = [
        migrations.CreateModel(
            "UnfoundWords",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("words", models.CharField("词语", max_length=24, db_index=True)),
                ("language", models.CharField("语言", max_length=20)),
                ("day", models.DateField("日期", db_index=True)),
            ],
            {"verbose_name": "没有搜到的词语", "verbose_name_plural": "没有搜到的词语", "ordering": ["-day", "words"]},
        )
    ]

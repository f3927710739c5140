from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("length", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
                ("method", models.CharField(max_length=8)),
                ("seal", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "审计链",
                "verbose_name_plural": "审计链",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.PositiveSmallIntegerField(verbose_name="链")),
                ("place", models.PositiveBigIntegerField(verbose_name="序号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("actor", models.CharField(max_length=60, verbose_name="主体")),
                ("actor_name", models.CharField(blank=True, max_length=160, verbose_name="主体名称")),
                ("action", models.CharField(max_length=60, verbose_name="动作")),
                ("subject", models.CharField(max_length=160, verbose_name="对象")),
                ("detail", models.TextField(verbose_name="详情")),
                ("method", models.CharField(max_length=8)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "审计记录",
                "verbose_name_plural": "审计记录",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["subject", "at"], name="trail_of_a_subject"),
                    models.Index(fields=["actor", "at"], name="trail_of_an_actor"),
                    models.Index(fields=["at"], name="trail_by_time"),
                ],
                "constraints": [models.UniqueConstraint(fields=("chain", "place"), name="one_entry_of_a_place")],
            },
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import contract.people
import contract.residents
import hub.core.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_the_city"),
        ("residents", "0002_number_fingerprint"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code_hash",
                    hub.core.sealing.FingerprintField(
                        editable=False, max_length=64, of="code", purpose="organisation code", unique=True
                    ),
                ),
                ("code", hub.core.sealing.SealedField(verbose_name="统一社会信用代码")),
                ("name", hub.core.sealing.SealedField(verbose_name="名称")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Purpose",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="代码")),
                ("name_zh", models.CharField(max_length=120, verbose_name="目的")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="目的(英文)")),
                ("wording_zh", models.TextField(verbose_name="告知内容")),
                ("wording_en", models.TextField(blank=True, verbose_name="告知内容(英文)")),
                ("keep_days", models.PositiveIntegerField(verbose_name="保存天数")),
                ("needs_consent", models.BooleanField(default=True, verbose_name="须经同意")),
            ],
            options={
                "verbose_name": "使用目的",
                "verbose_name_plural": "使用目的",
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="residentfact",
            name="keep_until",
            field=models.DateField(null=True, verbose_name="保存至"),
        ),
        migrations.AddField(
            model_name="residentfact",
            name="phone_hash",
            field=hub.core.sealing.FingerprintField(
                blank=True, db_index=True, default="", editable=False, max_length=64, of="value", purpose="phone"
            ),
        ),
        migrations.AlterField(
            model_name="residentfact",
            name="source",
            field=models.CharField(
                choices=[
                    (contract.people.FactSource["CARD"], "证件"),
                    (contract.people.FactSource["RESIDENT"], "本人填写"),
                    (contract.people.FactSource["HUB"], "平台"),
                    ("staff", "人工核实"),
                ],
                max_length=10,
                verbose_name="来源",
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40, verbose_name="信息项")),
                ("value", hub.core.sealing.SealedField(verbose_name="更正为")),
                ("reason", hub.core.sealing.SealedField(verbose_name="理由")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (contract.residents.CorrectionState["OPEN"], "待核实"),
                            (contract.residents.CorrectionState["ACCEPTED"], "已更正"),
                            (contract.residents.CorrectionState["REFUSED"], "未更正"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                ("answer", hub.core.sealing.SealedField(default="", verbose_name="答复")),
                (
                    "area",
                    models.ForeignKey(
                        default=1,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.area",
                        verbose_name="区域",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="residents.resident",
                        verbose_name="居民",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正申请",
                "verbose_name_plural": "更正申请",
                "ordering": ["asked_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["area", "asked_at"], name="corrections_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(verbose_name="止")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_held",
                        to="residents.resident",
                        verbose_name="受托人",
                    ),
                ),
                ("items", models.ManyToManyField(related_name="+", to="catalogue.item", verbose_name="事项")),
                (
                    "principal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_given",
                        to="residents.resident",
                        verbose_name="委托人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_given",
                        to="residents.organisation",
                        verbose_name="委托单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "委托",
                "verbose_name_plural": "委托",
                "ordering": ["-since", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(principal__isnull=True, organisation__isnull=False)
                        | models.Q(principal__isnull=False, organisation__isnull=True),
                        name="one_principal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("principal", models.F("agent")), _negated=True),
                        name="nobody_is_their_own_agent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("since__lte", models.F("until"))), name="mandate_begins_before_its_end"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("given", models.BooleanField(verbose_name="同意")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("kept_until", models.DateField(verbose_name="有效至")),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="residents.resident",
                        verbose_name="居民",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="residents.purpose",
                        verbose_name="目的",
                    ),
                ),
            ],
            options={
                "verbose_name": "同意记录",
                "verbose_name_plural": "同意记录",
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["resident", "purpose", "-at"], name="consents_of_a_resident")],
            },
        ),
    ]

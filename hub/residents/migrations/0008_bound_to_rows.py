from django.db import migrations

from hub.core.sealing import SealedField


def _of_a_correction(**options):
    return SealedField(bound_to=["pk", "resident_id"], **options)


class Migration(migrations.Migration):
    dependencies = [("residents", "0007_texts_by_locale")]

    operations = [
        migrations.AlterField("correction", "value", _of_a_correction(verbose_name="更正为")),
        migrations.AlterField("correction", "reason", _of_a_correction(verbose_name="理由")),
        migrations.AlterField("correction", "answer", _of_a_correction(default="", verbose_name="答复")),
        migrations.AlterField(
            "residentfact", "value", SealedField(bound_to=["resident_id", "key"], verbose_name="内容")
        ),
    ]

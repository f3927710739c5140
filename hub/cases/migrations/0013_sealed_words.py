"""What staff wrote about a case rests sealed, and every sealed value belongs to its row."""

from django.db import migrations

from hub.core.migrations.sealed_columns import seal_column
from hub.core.sealing import SealedField
from hub.core.text_field import SealedTextField


def _bound(**options):
    return SealedField(bound_to=["pk", "code"], **options)


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_texts_by_locale")]

    operations = [
        migrations.AlterField("case", "applicant", _bound(null=True, verbose_name="证件信息")),
        migrations.AlterField("case", "answers", _bound(verbose_name="填写内容")),
        migrations.AlterField("case", "answer", _bound(null=True, verbose_name="答复")),
        migrations.AlterField(
            "task", "finding", SealedField(bound_to=["pk", "case_id"], null=True, verbose_name="办理意见")
        ),
        *seal_column("cases", "TimelineEntry", "note", SealedTextField("说明", bound_to=["pk", "case_id"])),
        *seal_column("cases", "Task", "name", SealedTextField("名称", bound_to=["pk", "case_id"])),
        *seal_column("cases", "MissingPaper", "name", SealedTextField("材料", bound_to=["pk", "supplement_id"])),
    ]

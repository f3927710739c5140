"""The words that residents use for an item."""

from django.db import migrations

from hub.core.text_field import TextField


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0009_texts_by_locale")]
    operations = [
        migrations.AddField(
            "item",
            "also_called",
            TextField(
                "居民的叫法",
                blank=True,
                help_text="居民平时怎么说，用顿号或逗号分开：低保、困难补助。搜索时与名称一样使用",
            ),
        ),
    ]

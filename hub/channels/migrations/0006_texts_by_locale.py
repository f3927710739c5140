"""A text stands in one column, by locale, where each language had a column of its own."""

from django.db import migrations

from hub.core.migrations.text_columns import merge_columns
from hub.core.text_field import TextField


class Migration(migrations.Migration):
    dependencies = [("channels", "0005_counted_from_an_index")]
    operations = [
        *merge_columns("channels", "Notice", title=TextField("标题", max_length=120), body=TextField("正文")),
        *merge_columns(
            "channels",
            "Entry",
            name=TextField("名称", max_length=120),
            about=TextField("说明"),
            place=TextField("地点", max_length=200),
            hours=TextField("时间", max_length=120),
        ),
    ]

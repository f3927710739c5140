"""A text stands in one column, by locale, where each language had a column of its own."""

from django.db import migrations

from hub.core.migrations.text_columns import merge_columns
from hub.core.text_field import TextField


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_calendar_moves_out")]
    operations = [
        *merge_columns("cases", "TimelineEntry", note=TextField("说明", blank=True)),
        *merge_columns("cases", "Task", name=TextField("名称", max_length=200)),
        *merge_columns("cases", "MissingPaper", name=TextField("材料", max_length=200)),
    ]

"""A text stands in one column, by locale, where each language had a column of its own."""

from django.db import migrations

from hub.core.migrations.text_columns import merge_columns
from hub.core.text_field import TextField


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0008_outbox_not_known")]
    operations = [
        *merge_columns("kiosks", "Site", name=TextField("名称", max_length=120)),
        *merge_columns("kiosks", "Command", reason=TextField("原因", max_length=120, blank=True)),
    ]

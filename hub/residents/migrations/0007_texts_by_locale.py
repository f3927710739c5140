"""A text stands in one column, by locale, where each language had a column of its own."""

from django.db import migrations

from hub.core.migrations.text_columns import merge_columns
from hub.core.text_field import TextField


class Migration(migrations.Migration):
    dependencies = [("residents", "0006_imported_facts")]
    operations = [
        *merge_columns("residents", "Purpose", name=TextField("目的", max_length=120), wording=TextField("告知内容")),
    ]

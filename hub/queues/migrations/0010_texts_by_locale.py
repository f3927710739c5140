"""A text stands in one column, by locale, where each language had a column of its own."""

from django.db import migrations, models

from hub.core.migrations.text_columns import merge_columns
from hub.core.text_field import TextField, wording_of


class Migration(migrations.Migration):
    dependencies = [("queues", "0009_standard_names")]
    operations = [
        migrations.RemoveConstraint("window", "one_window_of_a_name"),
        *merge_columns("queues", "Window", name=TextField("名称", max_length=40, help_text="如：3号窗口")),
        migrations.AddConstraint(
            "window", models.UniqueConstraint("site", wording_of("name"), name="one_window_of_a_name")
        ),
    ]

"""A text stands in one column, by locale, where each language had a column of its own."""

from django.db import migrations

from hub.core.migrations.text_columns import merge_columns
from hub.core.text_field import TextField


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_privacy_of_items")]
    operations = [
        *merge_columns("catalogue", "Area", name=TextField("名称", max_length=120)),
        *merge_columns("catalogue", "Department", name=TextField("名称", max_length=120)),
        *merge_columns("catalogue", "Theme", name=TextField("名称", max_length=120)),
        *merge_columns(
            "catalogue", "Service", name=TextField("名称", max_length=120), zone=TextField("等候区", max_length=120)
        ),
        *merge_columns("catalogue", "Notice", title=TextField("标题", max_length=120), body=TextField("正文")),
        *merge_columns(
            "catalogue",
            "Item",
            name=TextField("事项名称", max_length=120),
            audience=TextField("服务对象"),
            basis=TextField("设定依据"),
            fee=TextField("收费"),
            result=TextField("办理结果"),
            place_and_time=TextField("办理地点、时间"),
            ask=TextField("咨询方式"),
            complain=TextField("投诉方式"),
        ),
        *merge_columns(
            "catalogue",
            "FormField",
            label=TextField("名称", max_length=120),
            help=TextField("填写说明", max_length=300, blank=True),
        ),
    ]

from functools import reduce
from operator import or_

import django.db.models.deletion
from django.db import migrations, models

_COLUMNS = ("alarm", "finding", "queue_alarm", "call_back")


def _one_of_them() -> models.Q:
    each = (models.Q(**{f"{other}__isnull": other != name for other in _COLUMNS}) for name in _COLUMNS)
    return reduce(or_, each)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_queue_alarms"), ("channels", "0014_call_backs")]

    operations = [
        migrations.RemoveConstraint(model_name="alertedevent", name="alerted_of_one"),
        migrations.AddField(
            model_name="alertedevent",
            name="call_back",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="alerted", to="channels.callback"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertedevent",
            constraint=models.UniqueConstraint(fields=("recipient", "call_back"), name="alerted_once_of_a_call_back"),
        ),
        migrations.AddConstraint(
            model_name="alertedevent",
            constraint=models.CheckConstraint(condition=_one_of_them(), name="alerted_of_one"),
        ),
    ]

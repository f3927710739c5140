import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0001_initial"),
        ("audit", "0006_months"),
        ("kiosks", "0015_paper_left"),
        ("queues", "0014_queue_alarms"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="alertedevent", name="alerted_of_one"),
        migrations.AddField(
            model_name="alertedevent",
            name="queue_alarm",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="alerted", to="queues.queuealarm"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertedevent",
            constraint=models.UniqueConstraint(fields=("recipient", "queue_alarm"), name="alerted_once_of_a_queue"),
        ),
        migrations.AddConstraint(
            model_name="alertedevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alarm__isnull", False), ("finding", None), ("queue_alarm", None)),
                    models.Q(("alarm", None), ("finding__isnull", False), ("queue_alarm", None)),
                    models.Q(("alarm", None), ("finding", None), ("queue_alarm__isnull", False)),
                    _connector="OR",
                ),
                name="alerted_of_one",
            ),
        ),
    ]

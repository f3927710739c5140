from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_fill_in_casework")]
    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["decided", "delivered", "withdrawn", "refused"]), _negated=True),
                    ("answer__isnull", False),
                    _connector="OR",
                ),
                name="no_end_without_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="timelineentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event", "moved"), _negated=True),
                    ("staff__isnull", False),
                    ("kiosk__isnull", False),
                    ("department__isnull", False),
                    _connector="OR",
                ),
                name="moved_by_somebody",
            ),
        ),
    ]

from django.db import migrations, models

_OPEN = ["submitted", "accepted", "supplement_wanted", "in_progress"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_ends_have_answers")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="cases_open"),
        migrations.RemoveIndex(model_name="case", name="cases_by_time"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["due_by", "amber_from", "pause", "area", "department", "responsible"],
                condition=models.Q(("state__in", _OPEN)),
                name="open_cases_at_a_glance",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["submitted_at", "area", "department", "item_version"], name="cases_over_time"),
        ),
    ]

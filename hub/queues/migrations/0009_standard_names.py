"""`Matter` is called FurtherService, `Turn` CallRecord; the tables keep their names."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("queues", "0008_counted_by_day")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable("matter", "queues_matter"),
                migrations.AlterModelTable("turn", "queues_turn"),
                migrations.RenameModel("Matter", "FurtherService"),
                migrations.RenameModel("Turn", "CallRecord"),
            ],
        ),
    ]

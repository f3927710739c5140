from django.db import migrations


class Migration(migrations.Migration):
    """The class is called AuditEntry; its table keeps its name."""

    dependencies = [("audit", "0004_findings")]

    operations = [
        migrations.AlterModelTable("entry", "audit_entry"),
        migrations.RenameModel("Entry", "AuditEntry"),
    ]

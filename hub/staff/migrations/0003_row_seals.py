from django.db import migrations

from hub.core.row_seal import RowSeal, seal_of


def seal(apps, editor):
    profiles = apps.get_model("staff", "StaffProfile")
    for row in profiles.objects.select_related("user"):
        user = row.user
        account = [user.username, user.password, user.is_active, user.is_superuser]
        scopes = [sorted(some.values_list("pk", flat=True)) for some in (row.areas, row.departments)]
        content = [row.user_id, row.role, *account, *scopes]
        profiles.objects.filter(pk=row.pk).update(seal=seal_of("staff_staffprofile", row.pk, content))


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_no_superusers")]

    operations = [
        migrations.AddField("staffprofile", "seal", RowSeal()),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]

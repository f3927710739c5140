from hmac import compare_digest

from django.db import migrations

from hub.core.keys import Suite
from hub.core.row_seal import seal_of

_TABLE = "staff_staffprofile"


def seal_again(apps, editor):
    """Takes who set a password into the seals that hold. One that does not hold stays as it is: a finding."""
    profiles = apps.get_model("staff", "StaffProfile")
    for row in profiles.objects.select_related("user"):
        user = row.user
        account = [user.username, user.password, user.is_active, user.is_superuser]
        scopes = [sorted(some.values_list("pk", flat=True)) for some in (row.areas, row.departments)]
        own, rest = [row.user_id, row.role], [*account, *scopes]
        if any(compare_digest(row.seal, seal_of(_TABLE, row.pk, [*own, *rest], suite)) for suite in Suite):
            seal = seal_of(_TABLE, row.pk, [*own, row.password_set_by_id, *rest])
            profiles.objects.filter(pk=row.pk).update(seal=seal)


class Migration(migrations.Migration):
    dependencies = [("staff", "0007_certificates")]

    operations = [migrations.RunPython(seal_again, migrations.RunPython.noop)]

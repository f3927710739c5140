from django.conf import settings
from django.db import migrations


def into_profiles(apps, schema_editor):
    """Rights come from the profile alone: whoever was a superuser keeps the house of the whole city."""
    profile = apps.get_model("staff", "StaffProfile")
    for user in apps.get_model(settings.AUTH_USER_MODEL).objects.filter(is_superuser=True):
        made, new = profile.objects.get_or_create(user=user, defaults={"role": "administrator"})
        if new:
            made.areas.set([1])
        user.is_superuser = user.is_staff = False
        user.save(update_fields=["is_superuser", "is_staff"])


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("catalogue", "0003_the_city"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunPython(into_profiles, migrations.RunPython.noop)]

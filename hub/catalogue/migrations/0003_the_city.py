from django.db import migrations

from hub.catalogue.areas import ROOT


def plant(apps, schema_editor):
    area = apps.get_model("catalogue", "Area")
    city = area.objects.create(code="city", name_zh="全市", name_en="The city", level="city")
    if city.pk != ROOT:  # every default points to it
        raise RuntimeError(f"the city's row must be {ROOT}")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_areas")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]

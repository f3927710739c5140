from django.db import migrations

from hub.audit.hash_chain import method_in_use, seal_of
from hub.audit.models import CHAINS
from hub.audit.models import Chain as Unsaved


def begin(apps, schema_editor):
    chains = apps.get_model("audit", "Chain")
    for number in range(CHAINS):
        chain = Unsaved(number=number, method=method_in_use())
        chains.objects.create(number=number, method=chain.method, seal=seal_of(chain))


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]

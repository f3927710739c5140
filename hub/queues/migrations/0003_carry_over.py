from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def carry_over(apps, schema_editor):
    ticket, series, service = (
        apps.get_model("queues", "Ticket"),
        apps.get_model("queues", "Series"),
        apps.get_model("catalogue", "Service"),
    )
    ticket.objects.update(stands_from=F("issued_at"))
    ticket.objects.filter(state="waiting", served_at__isnull=False).update(state="served", called_at=F("served_at"))
    letter = service.objects.filter(pk=OuterRef("service")).values("prefix")[:1]
    series.objects.update(prefix=Subquery(letter))


class Migration(migrations.Migration):
    dependencies = [("queues", "0002_sites_windows_and_turns"), ("catalogue", "0001_initial")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]

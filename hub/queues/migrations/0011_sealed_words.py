from django.db import migrations

from hub.core.migrations.sealed_columns import seal_column
from hub.core.sealing import SealedWords


class Migration(migrations.Migration):
    dependencies = [("queues", "0010_texts_by_locale")]

    operations = seal_column("queues", "Ticket", "note", SealedWords("备注"))

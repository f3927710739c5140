from django.db import migrations

from hub.core.migrations.sealed_columns import seal_column
from hub.core.sealing import SealedWords


class Migration(migrations.Migration):
    dependencies = [("channels", "0006_texts_by_locale")]

    operations = seal_column("channels", "Request", "note", SealedWords("处理说明"))

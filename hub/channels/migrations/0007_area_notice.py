from django.db import migrations


class Migration(migrations.Migration):
    """The class is called AreaNotice; its table keeps its name."""

    dependencies = [("channels", "0006_texts_by_locale")]

    operations = [
        migrations.AlterModelTable("notice", "channels_notice"),
        migrations.RenameModel("Notice", "AreaNotice"),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """The class is called AreaNotice; its table keeps its name."""

    dependencies = [("channels", "0007_sealed_words")]

    operations = [
        migrations.AlterModelTable("notice", "channels_notice"),
        migrations.RenameModel("Notice", "AreaNotice"),
    ]

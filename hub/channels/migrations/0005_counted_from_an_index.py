from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0004_reviews_sent_up")]

    operations = [
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["made_at", "area", "grade"], name="reviews_over_time"),
        ),
    ]

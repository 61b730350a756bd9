from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0006_count_the_tries")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("action", "DELETE")),
                fields=["event_time", "key"],
                name="events_that_take_away",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0005_values_that_are_known")]

    operations = [
        migrations.AddField(
            model_name="capture",
            name="tries",
            field=models.SmallIntegerField(
                db_default=0, help_text="how often a worker began to take it in and did not live to the end"
            ),
        ),
    ]

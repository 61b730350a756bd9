from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0004_wider_questions")]

    operations = [
        migrations.CreateModel(
            name="KnownValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "value", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(db_collation="C", help_text="the resource that lists it", max_length=20),
                ),
                ("value", models.TextField(db_collation="C")),
            ],
        ),
    ]

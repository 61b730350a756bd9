import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What each chain's drawing asked for; every row is drawn again, and leaves it."""

    dependencies = [
        ("chains", "0002_certified"),
        ("identifiers", "0001_first_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainKeys",
            fields=[
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="chain_keys",
                        serialize=False,
                        to="identifiers.lot",
                    ),
                ),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
        ),
        migrations.RunSQL(
            "UPDATE chains_lotchain SET is_stale = true", migrations.RunSQL.noop, elidable=True
        ),
    ]

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    """What an event concerns is looked up by the keys that drawings asked for, those of long chains too: every row
    is drawn again, and leaves them."""

    dependencies = [("chains", "0003_expected_keys")]

    operations = [
        migrations.AddIndex(
            model_name="chainkeys",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["keys"], name="chains_by_key"
            ),
        ),
        migrations.RunSQL(
            "UPDATE chains_lotchain SET is_stale = true", migrations.RunSQL.noop, elidable=True
        ),
    ]

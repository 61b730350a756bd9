from django.db import migrations


class Migration(migrations.Migration):
    """Certified now stands between inspected and laboratory: every row is drawn again."""

    dependencies = [("chains", "0001_first_rows")]

    operations = [
        migrations.RunSQL(
            "UPDATE chains_lotchain SET is_stale = true", migrations.RunSQL.noop, elidable=True
        ),
    ]

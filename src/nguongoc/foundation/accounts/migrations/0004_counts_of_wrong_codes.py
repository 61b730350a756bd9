from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache, as `createcachetable` makes it: what is counted there (wrong codes of a
    second factor, letters asked for) is counted for all processes together."""

    dependencies = [("accounts", "0003_what_roles_were_offered")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE shared_counts (
              cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
            CREATE INDEX shared_counts_expires ON shared_counts (expires);
            """,
            "DROP TABLE shared_counts",
        ),
    ]

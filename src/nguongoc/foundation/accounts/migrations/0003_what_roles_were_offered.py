from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles_of_staff_and_readers")]

    operations = [
        migrations.AddField(
            model_name="role",
            name="offered",
            field=ArrayField(
                models.CharField(max_length=60),
                default=list,
                help_text="what the program has given this role by itself, ever: it gives nothing twice",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        # Until now no page took anything from a role: what it has is what it was given.
        migrations.RunSQL("UPDATE accounts_role SET offered = permissions", migrations.RunSQL.noop),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_first_rows")]

    operations = [
        migrations.AddField(
            model_name="role",
            name="needs_second_factor",
            field=models.BooleanField(default=False, help_text="staff: no password alone opens anything"),
        ),
        migrations.AddField(
            model_name="role",
            name="reads_only",
            field=models.BooleanField(default=False, help_text="whoever holds no other role changes nothing"),
        ),
        migrations.RunSQL(
            """
            UPDATE accounts_role SET needs_second_factor = true
            WHERE code IN ('system-administrator', 'lead-officer', 'department-officer', 'commune-officer',
                           'finance-officer', 'leader', 'inspector', 'auditor');
            UPDATE accounts_role SET reads_only = true WHERE code = 'auditor';
            """,
            migrations.RunSQL.noop,
        ),
    ]

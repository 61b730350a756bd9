from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shared", "0001_first_rows")]

    operations = [
        migrations.RunSQL(
            "CREATE FUNCTION nguongoc_cluster() RETURNS text LANGUAGE sql STABLE AS "
            "$$ SELECT system_identifier::text FROM pg_catalog.pg_control_system() $$",
            "DROP FUNCTION nguongoc_cluster()",
        ),
        migrations.AddField(
            model_name="generation",
            name="cluster",
            field=models.TextField(
                db_default=models.Func(output_field=models.TextField(), template="nguongoc_cluster()"),
                help_text="PostgreSQL's system identifier",
            ),
        ),
    ]

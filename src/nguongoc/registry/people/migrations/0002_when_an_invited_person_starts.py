from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first_rows")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="starts_on",
            field=models.DateField(help_text="the role is held from this day on, not sooner", null=True),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_province_outline")]

    operations = [
        migrations.CreateModel(
            name="CodeCounter",
            fields=[
                ("stem", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField()),
            ],
            options={"ordering": ["stem"]},
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0002_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("anchor", models.TextField(db_collation="C")),
                (
                    "type",
                    models.CharField(
                        help_text="the bare name of a GS1 link type: pip, recipeInfo", max_length=40
                    ),
                ),
                ("href", models.CharField(max_length=2000)),
                ("title", models.CharField(max_length=200)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8),
                        default=list,
                        help_text="vi, en, en-US, hmn",
                        size=None,
                    ),
                ),
                (
                    "media",
                    models.CharField(blank=True, help_text="text/html, application/pdf", max_length=100),
                ),
                (
                    "contexts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        help_text="VN: where it is meant for",
                        size=None,
                    ),
                ),
                (
                    "is_default",
                    models.BooleanField(
                        default=False, help_text="where the code leads when nothing is asked for"
                    ),
                ),
                (
                    "is_multi",
                    models.BooleanField(default=False, help_text="a default for the languages it is in"),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(help_text="last day; empty while it lasts", null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(help_text="when it was taken away", null=True)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="parties.party"
                    ),
                ),
            ],
            options={
                "ordering": ["anchor", "pk"],
                "indexes": [models.Index(fields=["anchor"], name="links_of_an_anchor")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("href__regex", "^https://[^/@\\s?#]+([/?#]\\S*)?$")),
                        name="a_link_leads_to_https",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="a_link_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("is_default", True), ("valid_to", None)),
                        fields=("anchor",),
                        name="one_lasting_default_an_anchor",
                    ),
                ],
            },
        ),
    ]

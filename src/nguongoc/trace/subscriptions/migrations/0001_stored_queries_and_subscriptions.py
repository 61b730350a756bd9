import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_first_rows"),
        ("parties", "0003_successors_and_editing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredQuery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_collation="C", max_length=120)),
                ("parameters", models.JSONField(help_text="the query as it was given, by parameter name")),
                ("is_shared", models.BooleanField(default=False, verbose_name="cho mọi người dùng")),
                ("created_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stored_queries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stored_queries",
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "code",
                    models.CharField(
                        help_text="subscriptionID: ours, or the client's over SOAP", max_length=255
                    ),
                ),
                ("query_name", models.CharField(max_length=120)),
                ("parameters", models.JSONField()),
                ("dest", models.CharField(max_length=2000)),
                ("secret", models.CharField(max_length=500)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("json", "EPCIS 2.0 JSON-LD"),
                            ("xml", "EPCIS 2.0 XML"),
                            ("xml-1.2", "EPCIS 1.2 XML"),
                        ],
                        default="json",
                        max_length=8,
                    ),
                ),
                ("epc_format", models.CharField(blank=True, max_length=30)),
                ("schedule", models.JSONField(help_text="as given; none: a stream", null=True)),
                ("report_if_empty", models.BooleanField(default=False)),
                ("initial_record_time", models.DateTimeField(null=True)),
                ("batch", models.PositiveIntegerField(default=100, help_text="events a document, at most")),
                ("created_at", models.DateTimeField()),
                (
                    "next_run_at",
                    models.DateTimeField(help_text="scheduled, or when a stream looks again", null=True),
                ),
                ("last_run_at", models.DateTimeField(null=True)),
                (
                    "last_sent_at",
                    models.DateTimeField(help_text="when its receiver last answered 2xx", null=True),
                ),
                (
                    "last_record_time",
                    models.DateTimeField(help_text="of the last event that was delivered", null=True),
                ),
                ("failures", models.PositiveIntegerField(default=0, help_text="in a row")),
                ("failing_since", models.DateTimeField(null=True)),
                ("last_problem", models.JSONField(help_text="{vi, en}", null=True)),
                ("suspended_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="parties.party",
                    ),
                ),
                (
                    "query",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="subscriptions.storedquery",
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        help_text="the key it was made with",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.apitoken",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("events", "sự kiện"), ("empty", "không có gì mới"), ("error", "báo lỗi")],
                        default="events",
                        max_length=6,
                    ),
                ),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("error", models.JSONField(help_text="{type, status, vi, en}", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "đang gom"),
                            ("waiting", "chờ gửi"),
                            ("sent", "đã gửi"),
                            ("nothing", "không còn gì được xem"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "next_at",
                    models.DateTimeField(
                        help_text="not sent before; while it is being sent, when to suspect a crash"
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "last_status",
                    models.PositiveSmallIntegerField(help_text="HTTP status of the last attempt", null=True),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="subscriptions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["subscription", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="storedquery",
            constraint=models.UniqueConstraint(
                fields=("party", "name"), name="one_query_of_a_name_per_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="storedquery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("party", None)),
                fields=("owner", "name"),
                name="one_query_of_a_name_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedquery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_shared", True)), fields=("name",), name="one_shared_query_of_a_name"
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                condition=models.Q(("suspended_at", None)),
                fields=["next_run_at"],
                name="subscriptions_to_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=("owner", "code"), name="one_subscription_of_a_code"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("suspended_at", None), models.Q(("last_problem", None), _negated=True), _connector="OR"
                ),
                name="a_suspension_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["subscription", "number"],
                name="deliveries_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["made_at"], name="deliveries_by_age"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("subscription", "number"), name="deliveries_have_an_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True),
                    models.Q(("sent_at", None), _negated=True),
                    _connector="OR",
                ),
                name="sent_has_a_time",
            ),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0003_attachments_and_settings"),
        ("products", "0002_search"),
        ("resolver", "0001_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Guess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("network", models.BinaryField(max_length=8)),
                ("gtin", models.CharField(max_length=14)),
            ],
            options={
                "verbose_name_plural": "guesses",
                "ordering": ["-at"],
                "indexes": [models.Index(fields=["network", "at"], name="guesses_of_a_network")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("code", models.TextField(help_text="the path of the code it is about")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wrong", "thông tin không đúng với bao bì"),
                            ("doubt", "nghi không phải hàng thật"),
                            ("harm", "hàng hỏng, gây hại"),
                            ("other", "hỏi hoặc góp ý"),
                            ("praise", "khen"),
                        ],
                        max_length=6,
                    ),
                ),
                ("words", models.TextField(max_length=2000)),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="code of a province (2) or commune (5)", max_length=5
                    ),
                ),
                (
                    "contact",
                    models.CharField(
                        blank=True, help_text="erased some weeks after it is closed", max_length=120
                    ),
                ),
                (
                    "device",
                    models.BinaryField(help_text="as of a scan: only to slow down floods", max_length=8),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "mới"),
                            ("read", "đang xem"),
                            ("answered", "đã trả lời"),
                            ("closed", "đã khép"),
                        ],
                        default="new",
                        max_length=8,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.attachment",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="products.product",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["device", "at"], name="reports_of_a_device")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["new", "read"]),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_report_is_answered_in_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("lot_number", models.CharField(blank=True, max_length=20)),
                ("serial", models.CharField(blank=True, max_length=20)),
                ("device", models.BinaryField(max_length=8)),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="code of a province (2) or commune (5)", max_length=5
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        default="fine", help_text="what the page said of the goods then", max_length=12
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="products.product",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["product", "-at"], name="scans_of_a_product"),
                    models.Index(
                        condition=models.Q(("serial", ""), _negated=True),
                        fields=["serial", "-at"],
                        name="scans_of_an_item",
                    ),
                    models.Index(fields=["at"], name="scans_in_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.SlugField(help_text="a code of resolver.signs.RULES", max_length=20)),
                ("lot_number", models.CharField(blank=True, max_length=20)),
                ("serial", models.CharField(blank=True, max_length=20)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "count",
                    models.PositiveIntegerField(help_text="devices, serials or tries: what the rule counts"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "chờ giải thích"),
                            ("answered", "đã giải thích"),
                            ("closed", "đã khép"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scan_signs",
                        to="products.product",
                    ),
                ),
            ],
            options={
                "ordering": ["-last_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("rule", "product", "lot_number", "serial"),
                        name="one_open_sign_a_rule_and_goods",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="a_sign_is_answered_in_words",
                    ),
                ],
            },
        ),
    ]

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("evidence", "0003_attachments_and_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "boundary",
                    models.CharField(help_text="the version of its boundary: “từ 01/07/2025”", max_length=60),
                ),
                (
                    "is_own",
                    models.BooleanField(default=False, help_text="the province that this system serves"),
                ),
                ("is_demonstration", models.BooleanField(default=False)),
                (
                    "merger",
                    models.CharField(
                        blank=True, help_text="the document that merged its members", max_length=300
                    ),
                ),
                ("members", models.ManyToManyField(related_name="merged_into", to="productivity.area")),
            ],
            options={
                "ordering": ["-is_own", "name", "boundary"],
            },
        ),
        migrations.CreateModel(
            name="Benchmark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area", models.CharField(max_length=120)),
                ("period", models.CharField(max_length=20)),
                ("method", models.CharField(max_length=120)),
                ("alpha", models.CharField(blank=True, max_length=40)),
                ("delta", models.CharField(blank=True, max_length=40)),
                ("opening", models.CharField(blank=True, max_length=80)),
                ("growth", models.FloatField(null=True)),
                ("points", models.FloatField(null=True)),
                ("share", models.FloatField(null=True)),
                ("source", models.CharField(max_length=300)),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["method", "area", "period"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("area", "period", "source"), name="a_benchmark_is_quoted_once_a_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("placed_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.attachment",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-placed_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("first_year", models.PositiveIntegerField()),
                ("last_year", models.PositiveIntegerField()),
                (
                    "inputs",
                    models.TextField(help_text="domain.tfp.frozen.write: every vintage and assumption"),
                ),
                ("inputs_sha256", models.CharField(max_length=64)),
                ("result", models.TextField(help_text="domain.tfp.workbook.write")),
                ("result_sha256", models.CharField(max_length=64)),
                ("program", models.CharField(help_text="the versions that computed it", max_length=120)),
                ("made_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="productivity.area",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("approved", "duyệt công bố"),
                            ("returned", "trả lại"),
                            ("withdrawn", "rút công bố"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="productivity.run",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(max_length=40)),
                ("sector", models.CharField(blank=True, max_length=12)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="productivity.area",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "series",
                "ordering": ["area", "measure", "sector"],
            },
        ),
        migrations.CreateModel(
            name="Vintage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … in the order of entry")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("entered", "nhập từ nguồn"),
                            ("linked", "nối gốc giá hoặc phân loại"),
                            ("spliced", "nối trên năm trùng"),
                            ("indexed", "nối bằng chỉ số phát triển đã công bố"),
                            ("summed", "tính lùi theo địa giới mới"),
                        ],
                        default="entered",
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="the publication, or the document of the decision", max_length=300
                    ),
                ),
                ("table", models.CharField(blank=True, max_length=120)),
                ("page", models.CharField(blank=True, max_length=60)),
                ("published_on", models.DateField(help_text="the vintage's date")),
                (
                    "price_base",
                    models.CharField(blank=True, help_text="2010, 2020; empty when not money", max_length=10),
                ),
                ("boundary", models.CharField(max_length=60)),
                (
                    "scale",
                    models.FloatField(
                        default=1, help_text="figures as printed were multiplied by this to reach our unit"
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="why it was linked so")),
                ("link_year", models.PositiveIntegerField(null=True)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_from", models.ManyToManyField(related_name="used_by", to="productivity.vintage")),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vintages",
                        to="productivity.series",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.attachment",
                    ),
                ),
            ],
            options={
                "ordering": ["series", "-number"],
            },
        ),
        migrations.AddField(
            model_name="run",
            name="vintages",
            field=models.ManyToManyField(related_name="runs", to="productivity.vintage"),
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveIntegerField()),
                ("value", models.FloatField(null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("final", "chính thức"), ("preliminary", "sơ bộ"), ("estimate", "ước tính")],
                        default="final",
                        max_length=12,
                    ),
                ),
                (
                    "cell",
                    models.CharField(
                        blank=True, help_text="of the sheet it was read from: B7", max_length=12
                    ),
                ),
                (
                    "vintage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="productivity.vintage",
                    ),
                ),
            ],
            options={
                "ordering": ["vintage", "year"],
            },
        ),
        migrations.CreateModel(
            name="Break",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveIntegerField()),
                ("why", models.TextField()),
                ("flagged_at", models.DateTimeField()),
                (
                    "flagged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vintage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaks",
                        to="productivity.vintage",
                    ),
                ),
            ],
            options={
                "ordering": ["vintage", "year"],
            },
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.UniqueConstraint(
                fields=("name", "boundary"), name="an_area_has_one_row_a_boundary"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reporttemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="a_template_stays_known",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="ff56c7e12d8fa9ddebb734a9b008a9092cae7432",
                    operation="DELETE",
                    pgid="pgtrigger_a_template_stays_known_1d7dc",
                    table="productivity_reporttemplate",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", "approved"), models.Q(("note", ""), _negated=True), _connector="OR"
                ),
                name="a_run_is_returned_with_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="review",
            trigger=pgtrigger.compiler.Trigger(
                name="a_review_is_not_taken_back_rows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'a_review_is_not_taken_back: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="32328d9d61d12ecb70afb9286b1e15cadfe90ff5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_review_is_not_taken_back_rows_54645",
                    table="productivity_review",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="review",
            trigger=pgtrigger.compiler.Trigger(
                name="a_review_is_not_taken_back_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'a_review_is_not_taken_back: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="7e9c4fc58fbd990d7f368957019167af782442d0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_a_review_is_not_taken_back_whole_c130a",
                    table="productivity_review",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(
                fields=("area", "measure", "sector"), name="a_series_is_kept_once_an_area"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "measure__in",
                        [
                            "grdp_constant",
                            "grdp_current",
                            "growth_index",
                            "investment_constant",
                            "investment_current",
                            "investment_deflator",
                            "employed",
                            "employees",
                            "hours",
                            "compensation",
                            "mixed_income",
                            "electricity_energy",
                            "installed_power",
                        ],
                    )
                ),
                name="a_series_measures_what_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("sector__in", ["", "I", "II", "III", "tax", "electricity"])),
                name="a_series_is_of_a_known_sector",
            ),
        ),
        migrations.AddConstraint(
            model_name="vintage",
            constraint=models.UniqueConstraint(
                fields=("series", "number"), name="a_vintage_has_its_own_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="vintage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin", "entered"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="a_linked_vintage_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vintage",
            trigger=pgtrigger.compiler.Trigger(
                name="a_vintage_is_never_overwritten_rows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'a_vintage_is_never_overwritten: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="fa1147c9aac7ced39dd1c36e7a998771e54bd0ce",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_vintage_is_never_overwritten_rows_d9495",
                    table="productivity_vintage",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vintage",
            trigger=pgtrigger.compiler.Trigger(
                name="a_vintage_is_never_overwritten_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'a_vintage_is_never_overwritten: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="40215f13c5ff3ffe3ebdfa1911a6d59affe048d5",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_a_vintage_is_never_overwritten_whole_0b460",
                    table="productivity_vintage",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_year__gte", models.F("first_year"))),
                name="a_run_ends_after_it_begins",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="a_run_is_never_altered_rows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'a_run_is_never_altered: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="2c24fbf7f3bf51139fb7bfd2d3bcdbe4ae2dc402",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_run_is_never_altered_rows_5e9b1",
                    table="productivity_run",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="a_run_is_never_altered_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'a_run_is_never_altered: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="327d4da74ac709d536572cbfe49b454517741040",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_a_run_is_never_altered_whole_5915f",
                    table="productivity_run",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                fields=("vintage", "year"), name="a_vintage_tells_a_year_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1900), ("year__lte", 2199)),
                name="an_observation_is_of_a_year",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_observation_is_never_overwritten_rows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'an_observation_is_never_overwritten: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="29f3508206f779ddffee6cff20ec0e5d489bdd9b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_an_observation_is_never_overwritten_rows_7093d",
                    table="productivity_observation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_observation_is_never_overwritten_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'an_observation_is_never_overwritten: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="2e8e9b5edde5ee48833c1e2a60f9b46f030ad37f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_an_observation_is_never_overwritten_whole_0c2e4",
                    table="productivity_observation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="break",
            constraint=models.UniqueConstraint(fields=("vintage", "year"), name="a_break_is_flagged_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="break",
            trigger=pgtrigger.compiler.Trigger(
                name="a_break_stays_flagged_rows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'a_break_stays_flagged: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="1a86d15c3589587f722a45446cedb5ebcb6a2213",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_break_stays_flagged_rows_2937c",
                    table="productivity_break",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="break",
            trigger=pgtrigger.compiler.Trigger(
                name="a_break_stays_flagged_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'a_break_stays_flagged: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="8d1ca4a2d3f71791511cbd90952d0ee8da395b3f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_a_break_stays_flagged_whole_98af1",
                    table="productivity_break",
                    when="BEFORE",
                ),
            ),
        ),
    ]

"""What wider questions need: readers of values that a sender wrote, indexes of what is rare, statements of master data,
and page tokens that were given back."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# A text as a number or a time, NULL where it is neither: an extension may hold anything.
NUMBER = """
CREATE FUNCTION nguongoc_number(given text) RETURNS numeric LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF length(given) > 60 OR given !~ '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?$' THEN
    RETURN NULL;
  END IF;
  RETURN given::numeric;
END $$
"""
# Immutable because the pattern asks for an offset: no setting of the session changes the answer.
TIME = """
CREATE FUNCTION nguongoc_time(given text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF given !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,12})?([Zz]|[+-][0-9]{2}:[0-9]{2})$' THEN
    RETURN NULL;
  END IF;
  RETURN given::timestamptz;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$
"""
# Which namespace a prefix stands for in an event's own @context, NULL where it declares none; the last word counts.
NAMESPACE = """
CREATE FUNCTION nguongoc_namespace(context jsonb, prefix text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(part -> prefix ->> '@id', part ->> prefix)
  FROM jsonb_path_query(context, 'lax $[*]') WITH ORDINALITY AS parts(part, place)
  WHERE jsonb_typeof(part) = 'object' AND part ? prefix
  ORDER BY place DESC LIMIT 1
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_take_in_a_small_document"),
    ]

    operations = [
        migrations.RunSQL(NUMBER, "DROP FUNCTION nguongoc_number(text)"),
        migrations.RunSQL(TIME, "DROP FUNCTION nguongoc_time(text)"),
        migrations.RunSQL(NAMESPACE, "DROP FUNCTION nguongoc_namespace(jsonb, text)"),
        migrations.CreateModel(
            name="MasterElement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("vocabulary", models.TextField(db_collation="C", help_text="its vocabulary type, as URI")),
                (
                    "uri",
                    models.TextField(db_collation="C", help_text="what is spoken of, in canonical spelling"),
                ),
                ("sender", models.BigIntegerField(help_text="the party that sent it")),
                ("capture", models.UUIDField()),
                ("received_at", models.DateTimeField()),
                (
                    "attributes",
                    models.JSONField(default=list, help_text="[{id, attribute}, …]; ids as full URIs"),
                ),
                (
                    "children",
                    models.JSONField(
                        default=list, help_text="URIs of what lies directly below, in canonical spelling"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReleasedPage",
            fields=[
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the token, hexadecimal",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["record_time"], name="events_as_recorded"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(
                    (
                        "disposition__in",
                        (
                            "",
                            "active",
                            "in_progress",
                            "in_transit",
                            "sellable_accessible",
                            "sellable_not_accessible",
                        ),
                    ),
                    _negated=True,
                ),
                fields=["disposition", "event_time"],
                name="events_of_a_rare_disposition",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(
                    ("event_type__in", ("ObjectEvent", "AggregationEvent", "TransformationEvent")),
                    _negated=True,
                ),
                fields=["event_type", "event_time"],
                name="events_of_a_rare_type",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("body__has_key", "sensorElementList")),
                fields=["event_time", "key"],
                name="events_with_sensors",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("body__has_key", "ilmd")),
                fields=["event_time", "key"],
                name="events_with_ilmd",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("body__has_key", "persistentDisposition")),
                fields=["event_time", "key"],
                name="events_with_persistence",
            ),
        ),
        migrations.AddIndex(
            model_name="masterelement",
            index=models.Index(fields=["uri", "sender", "vocabulary", "-id"], name="statements_about_a_uri"),
        ),
        migrations.AddIndex(
            model_name="masterelement",
            index=models.Index(fields=["capture"], name="statements_of_a_capture"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="masterelement",
            trigger=pgtrigger.compiler.Trigger(
                name="master_data_is_append_only_rows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'master_data_is_append_only: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="238c3e5227ceee72830c71cbed1fe08ea5d42fe7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_master_data_is_append_only_rows_68c28",
                    table="events_masterelement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="masterelement",
            trigger=pgtrigger.compiler.Trigger(
                name="master_data_is_append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'master_data_is_append_only: nothing is updated or deleted here; corrections are new rows' USING ERRCODE = 'integrity_constraint_violation';",
                    hash="f138ae566365cf396d32e30b5e45e6fd9e8e731e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_master_data_is_append_only_whole_c15a9",
                    table="events_masterelement",
                    when="BEFORE",
                ),
            ),
        ),
    ]

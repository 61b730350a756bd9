"""A small document, its finished job and its events, taken in by one call: a statement of five inserts in one is set
up anew each time it runs, a function's statements once a connection.

Answers false, with nothing stored, when the log holds one of the events already.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION nguongoc_take_in(
  job uuid, sent_by bigint, sent_by_user bigint, came_at timestamptz, done_at timestamptz, wanted text, kind text,
  bytes bigint, sha256 text, warned jsonb, document bytea, keys uuid[], new_events jsonb, new_items jsonb,
  new_parties jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM events_event WHERE key = ANY(keys)) THEN
    RETURN false;
  END IF;
  INSERT INTO events_capture (id, sender_id, user_id, received_at, finished_at, success, behaviour, media_type, size,
    digest, events, repeated, problems, warnings)
  VALUES (job, sent_by, sent_by_user, came_at, done_at, true, wanted, kind, bytes, sha256, cardinality(keys), 0, '[]',
    warned);
  INSERT INTO events_capturechunk (capture, number, body) VALUES (job, 0, document);
  INSERT INTO events_event (key, event_id, digest, event_type, action, biz_step, disposition, event_time, declared_at,
    position, body, spelling, generation, sender, capture, record_time)
  SELECT key, event_id, decode(digest, 'hex'), event_type, action, biz_step, disposition, event_time, declared_at,
    position, body, spelling, nguongoc_generation(), sent_by, job, done_at
  FROM jsonb_to_recordset(new_events) AS t(key uuid, event_id text, digest text, event_type text, action text,
    biz_step text, disposition text, event_time timestamptz, declared_at timestamptz, position int, body jsonb,
    spelling jsonb);
  INSERT INTO events_eventitem (key, event_time, event, number, role, quantity, uom)
  SELECT key, event_time, event, number, role, quantity, uom
  FROM jsonb_to_recordset(new_items) AS t(key text, event_time timestamptz, event uuid, number smallint, role text,
    quantity numeric, uom text);
  INSERT INTO events_eventparty (party, event_time, event)
  SELECT party, event_time, event
  FROM jsonb_to_recordset(new_parties) AS t(party bigint, event_time timestamptz, event uuid);
  RETURN true;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_ended_captures_stay")]

    operations = [
        migrations.RunSQL(
            MAKE,
            "DROP FUNCTION nguongoc_take_in(uuid, bigint, bigint, timestamptz, timestamptz, text, text, bigint, text, "
            "jsonb, bytea, uuid[], jsonb, jsonb, jsonb)",
        )
    ]

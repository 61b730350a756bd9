from __future__ import annotations

import time

import psycopg
import pytest
from django.db import connection
from django.test import Client

from nguongoc.foundation.evidence.actions import record, seal_all
from nguongoc.trace.events.followers import follow
from world import NOW, a_sender, an_event, begin, event_number, send

pytestmark = pytest.mark.server


def test_a_well_store_answers_ok(client: Client, db: None) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    health = answer.json()
    assert health["status"] == "ok"
    assert health["database"] is True
    assert health["migrations_pending"] == 0
    assert health["captures_waiting"] == health["jobs_waiting"] == 0


def test_a_database_that_is_away_is_503_at_once(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    began = time.monotonic()
    answer = client.get("/healthz")
    assert time.monotonic() - began < 5
    assert answer.status_code == 503
    health = answer.json()
    assert health.pop("status") == "unavailable"
    assert health.pop("database") is False
    assert set(health.values()) == {None}


@pytest.mark.django_db(transaction=True)
def test_tables_that_are_behind_are_503(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'events' AND name = '0001_first_rows' RETURNING *"
        )
        _, *row = cursor.fetchone()
        try:
            answer = client.get("/healthz")
        finally:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)
    assert answer.status_code == 503
    assert answer.json()["migrations_pending"] == 1


def test_the_age_of_the_oldest_transaction_is_shown(client: Client, database_url: str) -> None:
    with psycopg.connect(database_url) as stuck:
        stuck.execute("SELECT 1")
        time.sleep(0.3)
        assert client.get("/healthz").json()["oldest_transaction_seconds"] >= 0.3


@pytest.mark.django_db(transaction=True)
def test_what_is_behind_is_shown(client: Client) -> None:
    begin()
    sender = a_sender()
    seal_all(NOW)
    for number in (1, 2, 3):
        send(sender, an_event(eventID=event_number(number)))
    follow("slow", lambda events: None, at=NOW, limit=1)
    follow("quick", lambda events: None, at=NOW)
    record("thing.done", "thing:1", actor=None, at=NOW)
    health = client.get("/healthz").json()
    assert (health["events_behind"], health["entries_unsealed"]) == (2, 1)
    seal_all(NOW)
    follow("slow", lambda events: None, at=NOW)
    health = client.get("/healthz").json()
    assert (health["events_behind"], health["entries_unsealed"]) == (0, 0)


def test_nothing_secret_is_told(client: Client, db: None) -> None:
    body = client.get("/healthz").content.decode()
    for secret in ("password", "host", "user", "/", "key"):
        assert secret not in body


def test_only_reading_is_answered(client: Client, db: None) -> None:
    assert client.post("/healthz").status_code == 405

"""A generation is one life of the store in one cluster."""

from __future__ import annotations

import pytest
from django.db import connection

from nguongoc.config.install import install
from nguongoc.foundation.shared.models import Generation
from world import NOW

pytestmark = pytest.mark.django_db


def generations() -> list[tuple[int, str]]:
    return list(Generation.objects.values_list("number", "reason"))


def test_a_store_begins_its_first_generation_and_keeps_it_over_restarts() -> None:
    install(at=NOW)
    install(at=NOW)
    assert generations() == [(1, "installed")]


def test_a_store_that_wakes_in_another_cluster_begins_the_next_generation_by_itself() -> None:
    install(at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE shared_generation SET cluster = '7000000000000000001'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    install(at=NOW)
    install(at=NOW)
    assert generations() == [(1, "installed"), (2, "moved from cluster 7000000000000000001")]

"""The audit chain: sealed behind the writers, in their order; what was tampered with is named."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from nguongoc.foundation.evidence.actions import record, seal, seal_all
from nguongoc.foundation.evidence.models import Entry, Seal
from nguongoc.foundation.evidence.queries import sealing
from world import NOW, begin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def world() -> None:
    begin()
    seal_all(NOW)


def write(count: int, verb: str = "thing.done") -> None:
    for number in range(count):
        record(verb, f"thing:{number}", actor=None, at=NOW, number=number, name="Chè Shan tuyết")


@contextmanager
def as_superuser() -> Iterator[None]:
    """Past every trigger, as somebody with the keys of the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield


def named() -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in sealing().problems]


def test_entries_are_sealed_in_batches_and_the_tail_is_reported_until_then() -> None:
    before = sealing()
    write(5)
    assert (sealing().sealed, sealing().unsealed) == (before.sealed, 5)
    assert seal(at=NOW, limit=3) == 3
    assert (sealing().sealed, sealing().unsealed) == (before.sealed + 3, 2)
    seal_all(NOW)
    found = sealing()
    assert (found.sealed, found.unsealed, found.problems) == (before.sealed + 5, 0, [])
    assert found.head != before.head


def test_the_chain_can_be_followed_by_its_description_alone() -> None:
    write(3)
    seal_all(NOW)
    previous = bytes(32)
    for position, one in enumerate(Seal.objects.order_by("position"), 1):
        entry = Entry.objects.get(pk=one.entry)
        said = [
            *("nguongoc-entry-1", entry.generation, entry.tx, entry.pk),
            *(
                entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                entry.actor_id,
                entry.verb,
                entry.subject,
                entry.details,
            ),
        ]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert (one.position, bytes(one.previous)) == (position, previous)
        previous = hashlib.sha256(previous + text.encode()).digest()
        assert bytes(one.hash) == previous


def test_every_kind_of_tampering_is_found_and_named() -> None:
    write(8)
    seal_all(NOW)
    ids = list(Entry.objects.filter(verb="thing.done").order_by("pk").values_list("pk", flat=True))
    assert named() == []
    with as_superuser():
        Entry.objects.filter(pk=ids[1]).update(details={"number": 999})
        Entry.objects.filter(pk=ids[3]).delete()
        Entry.objects.create(generation=1, tx=1, verb="thing.forged", subject="thing:x", at=NOW)
        Seal.objects.filter(entry=ids[6]).delete()
    forged = Entry.objects.get(verb="thing.forged").pk
    after_the_gap = Seal.objects.get(entry=ids[7]).position
    assert named() == [
        ("entry-altered", f"entry {ids[1]}"),
        ("entry-missing", f"entry {ids[3]}"),
        ("chain-broken", f"seal {after_the_gap}"),
        ("entry-slipped-in", f"entry {ids[6]}"),
        ("entry-slipped-in", f"entry {forged}"),
    ]


def test_a_chain_written_anew_from_the_tampered_place_has_another_head() -> None:
    """Whoever can do that leaves a chain without a fault; the hash noted elsewhere (a backup) tells."""
    write(4)
    seal_all(NOW)
    noted = sealing().head
    with as_superuser():
        Entry.objects.filter(verb="thing.done").update(details={})
        Seal.objects.all().delete()
    seal_all(NOW)
    assert sealing().problems == []
    assert sealing().head != noted


@pytest.mark.parametrize("deed", ["UPDATE {0} SET tx = 1", "DELETE FROM {0}", "TRUNCATE {0}"])
@pytest.mark.parametrize("table", ["evidence_entry", "evidence_seal", "shared_generation"])
def test_nothing_of_the_evidence_is_changed_by_the_usual_ways(table: str, deed: str) -> None:
    column = {"shared_generation": "number"}.get(table, "tx")
    with pytest.raises(IntegrityError, match="nothing is updated or deleted"), transaction.atomic():
        connection.cursor().execute(deed.format(table).replace("tx", column))


def test_eight_writers_and_three_sealers_leave_one_whole_chain() -> None:
    done = threading.Event()

    def work(number: int) -> None:
        try:
            for turn in range(6):
                with transaction.atomic():
                    write(2, f"writer{number}.turn{turn}")
        finally:
            connection.close()

    def keep_sealing() -> None:
        try:
            while not done.is_set():
                seal(at=NOW, limit=5)
        finally:
            connection.close()

    writers = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    sealers = [threading.Thread(target=keep_sealing) for _ in range(3)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    seal_all(NOW)
    found = sealing()
    assert (found.problems, found.unsealed) == ([], 0)
    assert found.sealed == Entry.objects.count() >= 96


def test_an_entry_of_a_transaction_still_open_is_not_sealed_over() -> None:
    """It must not come out as slipped in: the sealer waits for it."""
    wrote, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                write(1, "slow.deed")
                wrote.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert wrote.wait(20)
    write(2)
    seal_all(NOW)
    assert sealing().unsealed == 2
    go_on.set()
    thread.join()
    seal_all(NOW)
    assert (sealing().unsealed, sealing().problems) == (0, [])

"""Whether the store is what it was given: the log against its documents, the audit against its seals, the
attached files against their hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from nguongoc.domain.problem import Problem, Text
from nguongoc.foundation.evidence.queries import Sealing, attachment_faults, attachments_kept, sealing
from nguongoc.foundation.shared.models import Generation
from nguongoc.foundation.shared.snapshot import one_snapshot
from nguongoc.trace.events import verify
from nguongoc.trace.events.verify import Counts


@dataclass(slots=True)
class Verification:
    """What was found: how much there is, how far the audit is sealed, how many attached files are
    whole, how many problems were named."""

    counts: Counts = field(default_factory=Counts)
    audit: Sealing = field(default_factory=Sealing)
    files: int = 0
    problems: int = 0


def run(name: Callable[[Problem], None]) -> Verification:
    """Verify the whole store as it stands at this moment; each problem is handed to `name` when it is found."""
    done = Verification()
    with one_snapshot():
        for problem in _problems(done):
            done.problems += 1
            name(problem)
    return done


def _problems(done: Verification) -> Iterator[Problem]:
    yield from _moved()
    done.audit = sealing()
    yield from done.audit.problems
    done.files = attachments_kept()
    yield from attachment_faults()
    yield from verify.faults(done.counts)


def _moved() -> Iterator[Problem]:
    last = Generation.objects.last()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nguongoc_cluster()")
        (here,) = cursor.fetchone()
    if last is not None and last.cluster != here:
        why = Text(
            "Kho đã được chuyển sang cụm PostgreSQL khác mà chưa mở thế hệ mới. Chạy `nguongoc run` một lần trước khi "
            "ghi thêm.",
            "The store was moved to another PostgreSQL cluster and has begun no generation there. Start "
            "`nguongoc run` once before anything is written.",
        )
        yield Problem(f"generation {last.number}", why, "moved")

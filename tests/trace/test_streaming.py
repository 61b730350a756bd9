"""Large documents: through the door and into the log in bounded memory, measured in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.running import environment
from nguongoc.trace.events.models import Capture, Event, EventItem
from world import CONTEXT, begin

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 300  # MB, of the whole program, whatever the document's size

TAKE_IN = """
import json, sys
from pathlib import Path
from nguongoc.config.environment import open_django
open_django()
from datetime import UTC, datetime
from nguongoc.config.operator import as_sender
from nguongoc.trace.events import actions
from nguongoc.trace.events.models import Capture

def peak():
    # Of this program alone: getrusage would count the test process that it was forked from, too.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))

small, large, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def accept(path):
    with path.open("rb") as body:
        sender = as_sender("rollback", at=datetime.now(UTC))
        return actions.accept(body, media_type="application/ld+json", sender=sender, at=datetime.now(UTC))

if step == "accept":
    accept(small)
    before = peak()
    job = accept(large)
else:
    first, job = Capture.objects.order_by("size")
    actions.finish(first, at=datetime.now(UTC))
    before = peak()
    job = actions.finish(job, at=datetime.now(UTC))
print(json.dumps({"before": before, "after": peak(), "capture": str(job.pk), "success": job.success,
                  "events": job.events, "warnings": len(job.warnings), "problems": job.problems[:3]}))
"""


def events(count: int, first: int) -> Iterator[str]:
    """Events of about 600 bytes, as one JSON text each: five identifiers, two of them with quantities. Each is worth
    a warning: a Digital Link with a wrong check digit."""
    for number in range(first, first + count):
        yield json.dumps(
            {
                "type": "ObjectEvent",
                "eventID": f"urn:uuid:3b1c2f5e-0000-4000-8000-{number:012d}",
                "eventTime": f"2026-09-12T{number % 24:02}:{number % 60:02}:00.000+07:00",
                "eventTimeZoneOffset": "+07:00",
                "action": "OBSERVE",
                "bizStep": "shipping",
                "epcList": [
                    f"urn:epc:id:sgtin:4012345.012345.{number}",
                    f"urn:epc:id:sgtin:4012345.012345.X{number}",
                ],
                "quantityList": [
                    {
                        "epcClass": f"urn:epc:class:lgtin:4012345.012345.L{number}",
                        "quantity": 12.5,
                        "uom": "KGM",
                    },
                    {"epcClass": f"https://id.gs1.org/01/04012345123457/10/L{number}", "quantity": 3},
                ],
                "readPoint": {"id": "urn:epc:id:sgln:4012345.00001.0"},
            }
        )


def written(path: Path, megabytes: float, first: int) -> int:
    """A document of this size; answers how many events it has."""
    head = {"@context": [CONTEXT], "type": "EPCISDocument", "schemaVersion": "2.0"}
    head |= {"creationDate": "2026-09-12T10:00:00+07:00"}
    count = 0
    with path.open("w") as document:
        document.write(json.dumps(head)[:-1] + ', "epcisBody": {"eventList": [')
        while document.tell() < megabytes * 1_000_000:
            document.write(", " if count else "")
            document.write(", ".join(events(100, first + count)))
            count += 100
        document.write("]}}")
    return count


def measured(step: str, small: Path, large: Path, **place: str) -> dict[str, Any]:
    """Peak memory in MB of a process that does this step with a small document, and then with the large one."""
    done = subprocess.run(
        [sys.executable, "-c", TAKE_IN, str(small), str(large), step],
        env=environment(**place),
        capture_output=True,
        text=True,
        timeout=1500,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    print(f"{step}: {large.stat().st_size / 1e6:.0f} MB, peak {told['before']} MB, then {told['after']} MB")
    return told


@pytest.mark.parametrize(
    ("megabytes", "more"),
    [
        # Measured as growth: what the program takes by being started (its modules: 128 MB) is the same for every
        # document. Read as a whole, the parsed document alone would be 65 MB.
        pytest.param(10, 40, id="ten"),
        pytest.param(200, 100, id="two hundred", marks=[pytest.mark.acceptance, pytest.mark.timeout(1800)]),
    ],
)
def test_a_large_document_is_taken_in_within_bounded_memory(
    tmp_path: Path, database_url: str, megabytes: int, more: int
) -> None:
    begin()
    small, large = tmp_path / "small.json", tmp_path / "large.json"
    few = written(small, 0.5, 0)
    many = written(large, megabytes, few)
    place = {"DATABASE_URL": database_url, "NGUONGOC_DATA": str(tmp_path), "NGUONGOC_SECRET_KEY": "x" * 50}

    accepted = measured("accept", small, large, **place)
    finished = measured("finish", small, large, NGUONGOC_STATEMENT_TIMEOUT="0", **place)
    for told in (accepted, finished):
        assert told["after"] - told["before"] <= more
        assert told["after"] <= MOST
    assert finished["warnings"] == 1000
    assert (finished["success"], finished["events"]) == (True, many), finished["problems"]
    assert Event.objects.count() == few + many
    assert EventItem.objects.count() >= 5 * (few + many)
    assert Capture.objects.get(pk=finished["capture"]).events == many

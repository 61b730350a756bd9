"""How entries are chained: each link is the SHA-256 of the link before it and of the entry's canonical bytes.

The canonical bytes of an entry are the UTF-8 text of one JSON array, without spaces, members of objects sorted
by name, letters unescaped:

    ["nguongoc-entry-1", generation, tx, id, at, actor, verb, subject, details]

`at` is UTC to the microsecond (`2026-11-20T08:00:00.000000Z`), `actor` the user's number or null. Anybody who
has the rows can follow the chain with these two sentences alone.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from nguongoc.foundation.evidence.models import Entry

FORM = "nguongoc-entry-1"
BEGINNING = bytes(32)


def canonical(entry: Entry) -> bytes:
    """What of an entry is sealed, in its one spelling."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    place = (entry.generation, entry.tx, entry.pk)
    said = (FORM, *place, at, entry.actor_id, entry.verb, entry.subject, entry.details)
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: bytes, entry: Entry) -> bytes:
    """The hash of an entry that follows this link (32 bytes; BEGINNING before the first)."""
    return hashlib.sha256(previous + canonical(entry)).digest()

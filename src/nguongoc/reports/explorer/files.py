"""An event as a document to take away."""

from __future__ import annotations

from datetime import datetime

import orjson

from nguongoc.domain.epcis import read_json, write_xml
from nguongoc.trace.events.documents import instant, query_document
from nguongoc.trace.events.models import Event

TYPES = {"json": "application/ld+json", "xml": "application/xml"}


def document(event: Event, form: str, *, at: datetime) -> bytes:
    """A query document of this one event, as JSON or as XML 2.0."""
    whole = query_document([event], at=at)
    if form == "json":
        return orjson.dumps(whole, option=orjson.OPT_INDENT_2)
    return b"".join(write_xml.document(read_json.document(whole), at=instant(at)))

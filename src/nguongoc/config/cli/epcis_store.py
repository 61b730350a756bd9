"""`nguongoc epcis capture` and `nguongoc epcis query`, against the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nguongoc.domain.epcis.query import Query
    from nguongoc.trace.events.actions import Sender
    from nguongoc.trace.events.models import Capture, Event


def capture(options: argparse.Namespace) -> int:
    """Capture files through the same door as the web, as the operator. One line a file or a problem."""
    from nguongoc.config.environment import open_django

    open_django(options.data)
    from django.utils import timezone

    from nguongoc.config.install import install
    from nguongoc.config.operator import as_sender

    install(at=timezone.now())
    sender = as_sender(options.behaviour, at=timezone.now())
    return max([_capture_file(name, sender) for name in options.files], default=0)


def _capture_file(name: str, sender: Sender) -> int:
    from nguongoc.domain.problem import Refused

    try:
        job = _take_in(Path(name), sender)
    except OSError as error:
        print(f"{name}: {error.strerror}", file=sys.stderr)
        return 2
    except Refused as refusal:
        for problem in refusal.problems:
            print(f"{name}: {problem.where}: {problem.why.vi} ({problem.why.en})")
        return 1
    for found in job.problems:
        print(f"{name}: {found['where']}: {found['vi']} ({found['en']})")
    for found in job.warnings:
        print(f"{name}: {found['where']}: {found['vi']} ({found['en']})", file=sys.stderr)
    print(
        f"{name}: {job.events} sự kiện mới, {job.repeated} đã có ({job.events} added, {job.repeated} repeated)"
    )
    return 0 if job.success else 1


def _take_in(path: Path, sender: Sender) -> Capture:
    """Small files in one call; large ones are kept first and taken in as a stream."""
    from django.conf import settings
    from django.utils import timezone

    from nguongoc.domain.epcis.read import is_xml
    from nguongoc.trace.events import actions

    with path.open("rb") as body:
        media_type = "application/xml" if is_xml(body.read(200)) else "application/ld+json"
    now = timezone.now()
    if path.stat().st_size <= settings.CAPTURE_IN_REQUEST_BYTES:
        return actions.capture(path.read_bytes(), media_type=media_type, sender=sender, at=now)
    with path.open("rb") as body:
        job = actions.accept(body, media_type=media_type, sender=sender, at=now)
    return actions.finish(job, at=timezone.now())


def query(options: argparse.Namespace) -> int:
    """Ask with a query string as the web does; every page, as one document on stdout."""
    from nguongoc.config.environment import open_django

    open_django(options.data)
    import dataclasses

    import orjson
    from django.http import QueryDict
    from django.utils import timezone

    from nguongoc.domain.problem import Refused
    from nguongoc.trace.events import documents, forms, pages

    try:
        asked = dataclasses.replace(forms.asked(QueryDict(options.query)), per_page=pages.LARGEST_PAGE)
        events = _every_page(asked)
    except Refused as refusal:
        for problem in refusal.problems:
            print(f"{problem.where}: {problem.why.vi} ({problem.why.en})")
        return 1
    print(orjson.dumps(documents.query_document(events, at=timezone.now())).decode())
    return 0


def _every_page(asked: Query) -> list[Event]:
    """All events that answer, page after page."""
    from dataclasses import replace

    from django.utils import timezone

    from nguongoc.registry.parties.rights import SYSTEM
    from nguongoc.trace.events import pages

    page = pages.page(asked, SYSTEM, at=timezone.now())
    events = list(page.events)
    while page.token is not None:
        page = pages.page(replace(asked, token=page.token), SYSTEM, at=timezone.now())
        events += page.events
    return events

"""What a worker does for printed codes."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from nguongoc.trace.resolver.actions.code_tests import TRY, try_codes


@app.periodic(cron="15 19 * * *")
@app.task(name=TRY)
def try_printed_codes(timestamp: int) -> None:
    """Each night at 02:15 (19:15 UTC): try some of the codes that were printed."""
    try_codes(at=datetime.fromtimestamp(timestamp, UTC))

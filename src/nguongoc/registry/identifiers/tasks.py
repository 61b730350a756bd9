"""What a worker does for numbers: it asks GS1's own registry about them, where that is set up."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from nguongoc.registry.identifiers.actions import ASK_ABOUT, ask_about, ask_registry


@app.periodic(cron="*/5 * * * *")
@app.task(name="identifiers.ask_registry", queue="outbound", queueing_lock="identifiers.ask_registry")
def ask(timestamp: int) -> None:
    """Every five minutes: ask about the numbers whose answer is missing or has run out. It calls another machine, so
    it stands in the queue of those who do."""
    try:
        ask_registry(at=timezone.now())
    finally:
        connection.close()


@app.task(name=ASK_ABOUT, queue="outbound")
def ask_one(gtin: str) -> None:
    """Ask about one number, because somebody wants to know now."""
    try:
        ask_about([gtin], at=timezone.now())
    finally:
        connection.close()

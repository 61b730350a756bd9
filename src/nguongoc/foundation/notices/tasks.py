"""What a worker does for notices. The letters' rows say what is to be sent; a job only wakes somebody, and the
sweeper finds what a lost job left."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from nguongoc.foundation.notices import actions
from nguongoc.foundation.notices.models import Letter

MORNING = 7
"""The hour from which the daily letters are written, Vietnamese time."""


@app.task(name=actions.SEND)
def send_letter(letter: int) -> None:
    """Send one letter, at once."""
    found = Letter.objects.filter(pk=letter).first()
    if found is not None:
        actions.send(found, at=timezone.now())


def look_after_letters(at: datetime) -> None:
    """Write the daily letters in the morning, and send what waits."""
    if timezone.localtime(at).hour == MORNING:
        actions.write_digests(at)
    actions.send_what_waits(at)

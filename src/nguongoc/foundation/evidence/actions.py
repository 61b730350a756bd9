"""Write down what was done, in the transaction of the deed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from nguongoc.foundation.evidence.models import Entry

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User


def record(
    verb: str, subject: models.Model | str, *, actor: User | None, at: datetime, **details: Any
) -> Entry:
    """One audit entry. `verb` is `app.deed` (`token.made`); `subject` the record it was done to."""
    name = subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"
    return Entry.objects.create(verb=verb, subject=name, actor=actor, at=at, details=details)

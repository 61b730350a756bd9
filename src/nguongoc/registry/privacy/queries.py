"""Questions about personal data: the register, one's own consents and requests, and everything that names a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from nguongoc.foundation.accounts.models import User
from nguongoc.registry.privacy.models import Consent, ConsentText, DataRequest, Purpose

SECRETS = {
    "password",
    "digest",
    "pin",
    "secret_digest",
    "code_digest",
    "session_key",
    "data",
    "token",
    "secret",
}
"""Fields that are keys, not facts about a person: whoever holds the export must not be able to sign in with it."""


def register(on: date) -> QuerySet[Purpose]:
    """What is collected, as the register says on that day."""
    last = (
        Purpose.objects.filter(code=OuterRef("code"), valid_from__lte=on)
        .order_by("-valid_from")
        .values("pk")[:1]
    )
    return Purpose.objects.filter(pk=Subquery(last)).order_by("code")


def texts(on: date) -> QuerySet[ConsentText]:
    """What may be consented to on that day, each in its latest version."""
    last = (
        ConsentText.objects.filter(code=OuterRef("code"), since__lte=on).order_by("-version").values("pk")[:1]
    )
    return ConsentText.objects.filter(pk=Subquery(last)).order_by("code")


def consents(user: User) -> dict[int, Consent]:
    """The consents of this person that stand, by text."""
    return {one.text_id: one for one in Consent.objects.filter(user=user, withdrawn_at=None)}


def has_consented(user: User, code: str, *, on: date) -> bool:
    """Whether this person consents to the words in force on that day."""
    return Consent.objects.filter(user=user, text__in=texts(on).filter(code=code), withdrawn_at=None).exists()


def waiting() -> QuerySet[DataRequest]:
    """Requests that nobody has answered, the nearest deadline first."""
    return DataRequest.objects.filter(answered_at=None).select_related("user").order_by("due_date", "pk")


def about(user: User) -> dict[str, list[dict[str, Any]]]:
    """Everything in the store that names this person, by table: the account itself, and every row of every app that
    points to it. What signs somebody in is left out."""
    found = {User._meta.label: [_plain(user)]}
    for model, field in pointing_to_people():
        rows = model._default_manager.filter(**{field: user}).order_by("pk")
        if rows:
            found[f"{model._meta.label}.{field}"] = [_plain(row) for row in rows.iterator(chunk_size=1_000)]
    return found


def pointing_to_people() -> Iterator[tuple[type[models.Model], str]]:
    """Every field of every model that points to a user."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.remote_field.model is User:
                yield model, field.name


def _plain(row: models.Model) -> dict[str, Any]:
    shown = {}
    for field in row._meta.concrete_fields:
        value = field.value_from_object(row)
        if field.name not in SECRETS and not isinstance(value, bytes | memoryview):
            shown[field.name] = value
    return shown

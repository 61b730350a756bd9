from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text


class User(AbstractUser):
    """Somebody who signs in, or a program that calls with tokens (`is_service`).

    What a user may do and see comes from memberships of parties, which live above this floor.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("họ và tên"), max_length=200, blank=True)
    is_service = models.BooleanField(default=False)

    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username


class Role(models.Model):
    """What a member of a party may do, as data: an administrator edits roles, the code names permissions."""

    code = models.SlugField(primary_key=True, max_length=40)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    needs_second_factor = models.BooleanField(
        default=False, help_text="staff: no password alone opens anything"
    )
    reads_only = models.BooleanField(default=False, help_text="whoever holds no other role changes nothing")
    offered = ArrayField(
        models.CharField(max_length=60),
        default=list,
        help_text="what the program has given this role by itself, ever: it gives nothing twice",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def name(self) -> Text:
        return Text(self.name_vi, self.name_en)


class ApiToken(models.Model):
    """A key by which a program calls as its user, within its scopes. Only the hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hexadecimal")
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=[]), name="a_token_has_a_scope"),
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(revoked_at=None), name="one_live_token_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

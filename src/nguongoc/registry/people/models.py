from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nguongoc.foundation.accounts.models import Role
from nguongoc.registry.parties.models import Membership, Party


class Invitation(models.Model):
    """Somebody is invited to a party, in a role, by a link that is good for some days and for one person. Only the
    link's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="invitations")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    starts_on = models.DateField(null=True, help_text="the role is held from this day on, not sooner")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="an_invitation_ends_in_one_way"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None) | ~Q(accepted_at=None) & ~Q(accepted_by=None),
                name="an_invitation_is_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} → {self.party}"

    def is_open(self, at: datetime) -> bool:
        """Whether its link still opens something."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at


class Device(models.Model):
    """A phone by which a recorder without e-mail or password signs in: enrolled by a QR code that is good for some
    minutes, opened by a PIN, locked after some wrong ones, ended by whoever looks after the party's people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="devices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="devices")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    code_digest = models.CharField(max_length=64, unique=True, help_text="of the QR code")
    code_expires_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=100, blank=True, help_text="what the phone says it is")
    secret_digest = models.CharField(max_length=64, blank=True, help_text="of what the phone keeps")
    pin = models.CharField(max_length=128, blank=True, help_text="hashed like a password")
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["secret_digest"],
                condition=~Q(secret_digest=""),
                name="a_phone_keeps_a_secret_of_its_own",
            ),
            models.CheckConstraint(
                condition=Q(enrolled_at=None, pin="", secret_digest="") | ~Q(enrolled_at=None) & ~Q(pin=""),
                name="an_enrolled_phone_has_a_pin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.words or self.pk}"


class Delegation(models.Model):
    """Somebody who is away lets another act in one of their roles, from a day to a day. The membership that the other
    holds for it ends by itself."""

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_given"
    )
    own = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="delegations", help_text="the giver's"
    )
    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="delegation")
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="before its day")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(own=F("membership")), name="nobody_delegates_to_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.membership.user}"

"""Queries that were given a name, who wants to be told of what they find, and what is to be told."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.accounts.models import ApiToken
from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


def own(viewer: Viewer) -> Q:
    """What this viewer made, or somebody of one of their parties."""
    return Q(owner=viewer.user) | Q(party__in=viewer.parties)


class StoredQueryQuerySet(models.QuerySet["StoredQuery"]):
    def visible_to(self, viewer: Viewer) -> StoredQueryQuerySet:
        """One's own, and those that others share; what they find depends on who asks."""
        return self.filter(own(viewer) | Q(is_shared=True))

    def owned_by(self, viewer: Viewer) -> StoredQueryQuerySet:
        return self.filter(own(viewer))


class StoredQuery(models.Model):
    """A query with a name: EPCIS's named query. It is defined and deleted, never changed.

    Names belong to a party: two enterprises that follow one manual may both call theirs `shipping`.
    """

    name = models.CharField(max_length=120, db_collation="C")
    parameters = models.JSONField(help_text="the query as it was given, by parameter name")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stored_queries"
    )
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="stored_queries")
    is_shared = models.BooleanField(_("cho mọi người dùng"), default=False)
    created_at = models.DateTimeField()

    objects = StoredQueryQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "name"], name="one_query_of_a_name_per_party"),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(party=None), name="one_query_of_a_name_per_person"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(is_shared=True), name="one_shared_query_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, viewer: Viewer) -> SubscriptionQuerySet:
        """One's own; whoever manages accounts sees all, to help and to stop them."""
        return self if viewer.may("accounts.manage") else self.filter(own(viewer))

    def owned_by(self, viewer: Viewer) -> SubscriptionQuerySet:
        return self.filter(own(viewer))


class Subscription(models.Model):
    """One wish to be told: which query, where to, how often. It follows the log by a bookmark of its own.

    With a `schedule` it runs at those moments, without one whenever the log has grown. What it finds is written
    down as deliveries in the transaction that moves the bookmark, and sent afterwards, in order.
    """

    class Form(models.TextChoices):
        JSON = "json", "EPCIS 2.0 JSON-LD"
        XML = "xml", "EPCIS 2.0 XML"
        XML_12 = "xml-1.2", "EPCIS 1.2 XML"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=255, help_text="subscriptionID: ours, or the client's over SOAP")
    query = models.ForeignKey(StoredQuery, null=True, on_delete=models.CASCADE, related_name="subscriptions")
    query_name = models.CharField(max_length=120)
    parameters = models.JSONField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="subscriptions"
    )
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="subscriptions")
    token = models.ForeignKey(
        ApiToken, null=True, on_delete=models.PROTECT, related_name="+", help_text="the key it was made with"
    )
    dest = models.CharField(max_length=2_000)
    # The receiver's copy must verify what ours signs, so it is kept as it is; no answer, page or log shows it.
    secret = models.CharField(max_length=500)
    form = models.CharField(max_length=8, choices=Form, default=Form.JSON)
    epc_format = models.CharField(max_length=30, blank=True)
    schedule = models.JSONField(null=True, help_text="as given; none: a stream")
    report_if_empty = models.BooleanField(default=False)
    initial_record_time = models.DateTimeField(null=True)
    batch = models.PositiveIntegerField(default=100, help_text="events a document, at most")
    created_at = models.DateTimeField()
    next_run_at = models.DateTimeField(null=True, help_text="scheduled, or when a stream looks again")
    last_run_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True, help_text="when its receiver last answered 2xx")
    last_record_time = models.DateTimeField(null=True, help_text="of the last event that was delivered")
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    failing_since = models.DateTimeField(null=True)
    last_problem = models.JSONField(null=True, help_text="{vi, en}")
    suspended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["next_run_at"], condition=Q(suspended_at=None), name="subscriptions_to_run"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="one_subscription_of_a_code"),
            models.CheckConstraint(
                condition=Q(suspended_at=None) | ~Q(last_problem=None), name="a_suspension_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.query_name} → {self.dest}"

    @property
    def follower(self) -> str:
        """The name of its bookmark in the log."""
        return f"{FOLLOWER}{self.pk}"


FOLLOWER = "subscription:"


class Delivery(models.Model):
    """One document to send: the keys of its events in the log's order. Its body is drawn when it is sent, with the
    rights of that moment; its id tells the receiver a repeat from a new one.

    `HELD` waits for the end of a run whose size is bounded. `number` orders those of one subscription; the numbers
    leave room, so that one which its receiver finds too large can be cut in two.
    """

    class State(models.TextChoices):
        HELD = "held", _("đang gom")
        WAITING = "waiting", _("chờ gửi")
        SENT = "sent", _("đã gửi")
        NOTHING = "nothing", _("không còn gì được xem")

    class Kind(models.TextChoices):
        EVENTS = "events", _("sự kiện")
        EMPTY = "empty", _("không có gì mới")
        ERROR = "error", _("báo lỗi")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    number = models.BigIntegerField()
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.EVENTS)
    events = ArrayField(models.UUIDField(), default=list)
    error = models.JSONField(null=True, help_text="{type, status, vi, en}")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(
        help_text="not sent before; while it is being sent, when to suspect a crash"
    )
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status of the last attempt")

    class Meta:
        ordering = ["subscription", "number"]
        indexes = [
            models.Index(
                fields=["subscription", "number"], condition=Q(state="waiting"), name="deliveries_waiting"
            ),
            models.Index(fields=["made_at"], name="deliveries_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "number"], name="deliveries_have_an_order"),
            models.CheckConstraint(condition=~Q(state="sent") | ~Q(sent_at=None), name="sent_has_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}/{self.number}"

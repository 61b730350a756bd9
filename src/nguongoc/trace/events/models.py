"""The log. Log tables carry no foreign key to one another, and every unique key holds the column by which the
table would be distributed, so that Citus can spread them by a command."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.shared.log import append_only, current_transaction, ended_stays
from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class CaptureQuerySet(models.QuerySet["Capture"]):
    def visible_to(self, viewer: Viewer) -> CaptureQuerySet:
        """All for those who see every event; otherwise the jobs of one's own parties."""
        if viewer.may("events.see_all"):
            return self
        return self.filter(sender__in=viewer.sees)


class Capture(models.Model):
    """One document that somebody sent, and what became of it: EPCIS's capture job.

    The document itself is kept as it came, in chunks. A job is `running` until it has an end.
    """

    class Behaviour(models.TextChoices):
        ROLLBACK = "rollback", _("tất cả hoặc không")
        PROCEED = "proceed", _("nhận các sự kiện đúng")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # No constraint in the database: eight senders of one party would queue for that party's row (and see above).
    sender = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="captures", db_constraint=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="captures", db_constraint=False
    )
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    success = models.BooleanField(default=False)
    behaviour = models.CharField(max_length=8, choices=Behaviour, default=Behaviour.ROLLBACK)
    media_type = models.CharField(max_length=60)
    size = models.BigIntegerField(help_text="bytes, as received")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes as received, hexadecimal")
    events = models.IntegerField(default=0, help_text="how many events it put into the log")
    repeated = models.IntegerField(default=0, help_text="how many it named that the log already held")
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    tries = models.SmallIntegerField(
        db_default=0, help_text="how often a worker began to take it in and did not live to the end"
    )

    objects = CaptureQuerySet.as_manager()

    class Meta:
        triggers = ended_stays("captures_that_ended_stay", "finished_at")
        ordering = ["-received_at", "id"]
        indexes = [
            models.Index(fields=["sender", "-received_at"], name="captures_of_a_sender"),
            models.Index(
                fields=["received_at"], condition=Q(finished_at=None), name="captures_still_running"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(success=False) | ~Q(finished_at=None), name="a_success_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CaptureChunk(models.Model):
    """A piece of the document as received, zlib-compressed; a small document is one piece."""

    pk = models.CompositePrimaryKey("capture", "number")
    capture = models.UUIDField()
    number = models.IntegerField()
    body = models.BinaryField()

    class Meta:
        triggers = append_only("documents_are_kept_as_received")

    def __str__(self) -> str:
        return f"{self.capture}/{self.number}"


def next_number() -> Func:
    """The order of events inside one transaction. The sequence is made by this app's first migration."""
    return Func(template="nextval('events_event_number')", output_field=models.BigIntegerField())


COMMON_DISPOSITIONS = (
    "",
    "active",
    "in_progress",
    "in_transit",
    "sellable_accessible",
    "sellable_not_accessible",
)
COMMON_TYPES = ("ObjectEvent", "AggregationEvent", "TransformationEvent")


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, viewer: Viewer) -> EventQuerySet:
        """All for those who see every event; otherwise what one's parties sent or are named in."""
        if viewer.may("events.see_all"):
            return self
        # By all three columns of its index: one look an event, however many a party may see.
        named = EventParty.objects.filter(
            party__in=viewer.sees, event_time=OuterRef("event_time"), event=OuterRef("key")
        )
        return self.filter(Exists(named))


class Event(models.Model):
    """One EPCIS event, in its one form: the EPCIS 2.0 JSON object in canonical spelling.

    `key` is derived from the event's identity (its eventID, or the CBV event hash where the sender gave none,
    and the declaration time where it declares an error), so that the same event sent twice meets itself.
    """

    key = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(editable=False, db_default=next_number())
    generation = models.IntegerField(editable=False)
    tx = models.BigIntegerField(editable=False, db_default=current_transaction())
    event_id = models.TextField(db_collation="C")
    digest = models.BinaryField(help_text="BLAKE2b-128 of the canonical body: tells a repeat from a conflict")
    event_type = models.TextField(db_collation="C")
    action = models.CharField(max_length=8, blank=True)
    biz_step = models.TextField(blank=True, db_collation="C")
    disposition = models.TextField(blank=True, db_collation="C")
    event_time = models.DateTimeField()
    record_time = models.DateTimeField(help_text="when this repository stored it")
    declared_at = models.DateTimeField(null=True, help_text="declarationTime, where it declares an error")
    sender = models.BigIntegerField(help_text="the party that sent it")
    capture = models.UUIDField()
    position = models.IntegerField(help_text="its place in the document, from 0")
    body = models.JSONField()
    spelling = models.JSONField(null=True, help_text="what restores the sender's own spelling")

    objects = EventQuerySet.as_manager()

    class Meta:
        triggers = append_only("the_log_is_append_only")
        ordering = ["generation", "tx", "number"]
        indexes = [
            models.Index(fields=["generation", "tx", "number"], name="event_log_order"),
            models.Index(fields=["event_time", "key"], name="events_in_time"),
            models.Index(
                fields=["event_id"], condition=Q(declared_at__isnull=False), name="declarations_of_an_id"
            ),
            models.Index(fields=["biz_step", "event_time"], name="events_of_a_step"),
            # One capture's events have one record time: this index takes them in as one entry.
            models.Index(fields=["record_time"], name="events_as_recorded"),
            # What is common is found soon by walking back in time; only what is rare needs an index, and only then
            # costs anything at capture.
            models.Index(
                fields=["disposition", "event_time"],
                condition=~Q(disposition__in=COMMON_DISPOSITIONS),
                name="events_of_a_rare_disposition",
            ),
            models.Index(
                fields=["event_time", "key"], condition=Q(action="DELETE"), name="events_that_take_away"
            ),
            models.Index(
                fields=["event_type", "event_time"],
                condition=~Q(event_type__in=COMMON_TYPES),
                name="events_of_a_rare_type",
            ),
            models.Index(
                fields=["event_time", "key"],
                condition=Q(body__has_key="sensorElementList"),
                name="events_with_sensors",
            ),
            models.Index(
                fields=["event_time", "key"], condition=Q(body__has_key="ilmd"), name="events_with_ilmd"
            ),
            models.Index(
                fields=["event_time", "key"],
                condition=Q(body__has_key="persistentDisposition"),
                name="events_with_persistence",
            ),
        ]

    def __str__(self) -> str:
        return self.event_id


class EventItem(models.Model):
    """One thing that an event names: an object, a class with its quantity, a place, a transaction.

    Answers "which events name this key", newest first, from the primary key alone; bodies are fetched by
    event key in a second query. `role` is the field it stands in (`epc`, `input`, `bizTransaction:po`, …).
    """

    pk = models.CompositePrimaryKey("key", "event_time", "event", "number")
    key = models.TextField(db_collation="C")
    event_time = models.DateTimeField()
    event = models.UUIDField()
    number = models.SmallIntegerField(help_text="its place among the event's items")
    role = models.TextField(db_collation="C")
    quantity = models.DecimalField(max_digits=30, decimal_places=9, null=True)
    uom = models.CharField(max_length=3, null=True)  # noqa: DJ001 (no unit is NULL: the quantity is a count)

    class Meta:
        triggers = append_only("items_are_append_only")

    def __str__(self) -> str:
        return f"{self.role} {self.key}"


class EventParty(models.Model):
    """A party that may see an event: who sent it, and whoever it names."""

    pk = models.CompositePrimaryKey("party", "event_time", "event")
    party = models.BigIntegerField()
    event_time = models.DateTimeField()
    event = models.UUIDField()

    class Meta:
        triggers = append_only("visibility_is_append_only")

    def __str__(self) -> str:
        return f"{self.party} ← {self.event}"


class Bookmark(models.Model):
    """How far one follower of the log has read."""

    follower = models.CharField(max_length=120, primary_key=True)
    generation = models.IntegerField(default=0)
    tx = models.BigIntegerField(default=0)
    number = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["follower"]

    def __str__(self) -> str:
        return f"{self.follower} @ {self.generation}/{self.tx}/{self.number}"


class MasterElement(models.Model):
    """One statement of master data: what a sender said, in the header of a document, about one place, product,
    party or word. The latest statement of each sender holds; what several senders say stands side by side.
    """

    id = models.BigAutoField(primary_key=True)
    vocabulary = models.TextField(db_collation="C", help_text="its vocabulary type, as URI")
    uri = models.TextField(db_collation="C", help_text="what is spoken of, in canonical spelling")
    sender = models.BigIntegerField(help_text="the party that sent it")
    capture = models.UUIDField()
    received_at = models.DateTimeField()
    attributes = models.JSONField(default=list, help_text="[{id, attribute}, …]; ids as full URIs")
    children = models.JSONField(
        default=list, help_text="URIs of what lies directly below, in canonical spelling"
    )

    class Meta:
        triggers = append_only("master_data_is_append_only")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["uri", "sender", "vocabulary", "-id"], name="statements_about_a_uri"),
            models.Index(fields=["capture"], name="statements_of_a_capture"),
        ]

    def __str__(self) -> str:
        return self.uri


class ReleasedPage(models.Model):
    """A page token that its holder gave back before it ran out; kept until it would have."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the token, hexadecimal")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest


class KnownValue(models.Model):
    """A value that some event of the log holds: what the resources `/bizSteps`, `/readPoints`, … list. Noted by a
    follower of the log."""

    pk = models.CompositePrimaryKey("kind", "value")
    kind = models.CharField(max_length=20, db_collation="C", help_text="the resource that lists it")
    value = models.TextField(db_collation="C")

    def __str__(self) -> str:
        return f"{self.kind}/{self.value}"

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from nguongoc.registry.identifiers.models import Lot


class ChainKeys(models.Model):
    """The keys that drawing a lot's chain asked the log for. Whoever reads the chain next asks for all of them at
    once (a key that is new since is asked for on the way), and an event that names one of them concerns the lot."""

    lot = models.OneToOneField(Lot, primary_key=True, on_delete=models.CASCADE, related_name="chain_keys")
    keys = ArrayField(models.TextField())

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="chains_by_key", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.lot_id}: {len(self.keys)}"


class LotChain(models.Model):
    """How the chain behind one registered lot stands: what is told, what is missing, how well it is proven.

    Drawn from the log and drawn again when the log tells more, so that a list of lots can be sorted and counted
    without walking every chain. The public page does not read it: it asks the log. A row that `is_stale` shows
    what was true before; before the first drawing it shows nothing (`computed_at` is empty).
    """

    lot = models.OneToOneField(Lot, primary_key=True, on_delete=models.CASCADE, related_name="chain")
    is_stale = models.BooleanField(
        default=True, help_text="the log has told more since, or nothing is drawn yet"
    )
    told = ArrayField(models.CharField(max_length=40), default=list, help_text="codes of stages, in order")
    missing = ArrayField(models.CharField(max_length=40), default=list, help_text="expected, and not told")
    events = models.IntegerField(default=0, help_text="how many events lie along the chain")
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    weakest = models.PositiveSmallIntegerField(null=True, help_text="journey.Proof of the least proven stage")
    strongest = models.PositiveSmallIntegerField(
        null=True, help_text="journey.Proof of the best proven stage"
    )
    is_cut = models.BooleanField(default=False, help_text="the chain is longer than was walked")
    computed_at = models.DateTimeField(null=True)
    generation = models.IntegerField(default=0, help_text="every event before (generation, tx) is counted")
    tx = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["lot"]
        indexes = [
            models.Index(fields=["lot"], condition=Q(is_stale=True), name="chains_to_draw_again"),
            models.Index(fields=["computed_at"], name="chains_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}: {len(self.told)}/{len(self.told) + len(self.missing)}"

    @property
    def is_complete(self) -> bool:
        """Whether every expected stage is told of."""
        return bool(self.told) and not self.missing

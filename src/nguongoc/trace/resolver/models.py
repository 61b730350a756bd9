from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class LinkQuerySet(models.QuerySet["Link"]):
    def visible_to(self, viewer: Viewer) -> LinkQuerySet:
        """All for those who may see every record; otherwise the links of one's own parties."""
        return self if viewer.may("registry.see_all") else self.filter(party__in=viewer.parties)

    def in_force(self, on: date) -> LinkQuerySet:
        """Those that lead somewhere on that day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, ended_at=None)


class Link(models.Model):
    """Where a code of one product, lot, item or place leads besides the province's own page.

    `anchor` is what the code names, as the path of its Digital Link (`/01/09506000134352/10/L1`); an item stands
    under key and serial alone. A link is never deleted: it ends.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="links")
    anchor = models.TextField(db_collation="C")
    type = models.CharField(max_length=40, help_text="the bare name of a GS1 link type: pip, recipeInfo")
    href = models.CharField(max_length=2_000)
    title = models.CharField(max_length=200)
    languages = ArrayField(models.CharField(max_length=8), default=list, help_text="vi, en, en-US, hmn")
    media = models.CharField(max_length=100, blank=True, help_text="text/html, application/pdf")
    contexts = ArrayField(
        models.CharField(max_length=40), default=list, help_text="VN: where it is meant for"
    )
    is_default = models.BooleanField(
        default=False, help_text="where the code leads when nothing is asked for"
    )
    is_multi = models.BooleanField(default=False, help_text="a default for the languages it is in")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day; empty while it lasts")
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, help_text="when it was taken away")

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["anchor", "pk"]
        indexes = [models.Index(fields=["anchor"], name="links_of_an_anchor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(href__regex=r"^https://[^/@\s?#]+([/?#]\S*)?$"), name="a_link_leads_to_https"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_link_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["anchor"],
                condition=Q(is_default=True, ended_at=None, valid_to=None),
                name="one_lasting_default_an_anchor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anchor} gs1:{self.type}"

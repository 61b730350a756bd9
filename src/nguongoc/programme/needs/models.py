"""The yearly question “who needs what?”: a campaign, and what departments, communes and enterprises answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.accounts.models import User
from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class Campaign(models.Model):
    """One year's question, open between two days."""

    year = models.PositiveSmallIntegerField(unique=True, help_text="the year that is planned for")
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="last day on which answers are taken")
    words = models.TextField(blank=True, help_text="what is asked, and how to answer")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")), name="a_campaign_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return str(self.year)

    def is_open(self, on: date) -> bool:
        """Whether it takes answers on that day."""
        return self.opens_on <= on <= self.closes_on


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, viewer: Viewer) -> NeedQuerySet:
        """All for those who may see every need; otherwise what one's own party (a commune: one of its parties)
        proposed, or needs."""
        if viewer.may("needs.see_all"):
            return self
        return self.filter(Q(proposer__in=viewer.sees) | Q(party__in=viewer.sees))


class Need(models.Model):
    """What one enterprise or agency needs, as one proposer says. What the lead agency makes of it is told to the
    proposer, with the reason."""

    class Kind(models.TextChoices):
        SYSTEM = "system", _("hệ thống quản lý, công cụ cải tiến cơ bản")
        SECTOR = "sector", _("công cụ riêng của ngành")
        DIGITAL = "digital", _("số hóa, sản xuất và dịch vụ thông minh")
        TRACEABILITY = "traceability", _("truy xuất nguồn gốc")
        ORGANIC = "organic", _("hữu cơ, năng suất xanh")
        CERTIFICATE = "certificate", _("chứng nhận sản phẩm, hợp chuẩn, hợp quy")
        OWN_STANDARD = "own-standard", _("tiêu chuẩn cơ sở (TCCS)")
        TRAINING = "training", _("đào tạo")
        COMMUNICATION = "communication", _("truyền thông")
        AWARD = "award", _("giải thưởng, khen thưởng")
        TESTING = "testing", _("năng lực thử nghiệm")
        VISIT = "visit", _("trao đổi, học tập kinh nghiệm")
        EXPERTS = "experts", _("đội ngũ chuyên gia")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("chờ xem xét")
        ACCEPTED = "accepted", _("được đưa vào")
        MERGED = "merged", _("gộp với đề xuất khác")
        RETURNED = "returned", _("trả lại")

    class Way(models.TextChoices):
        FORM = "form", _("nhập trên trang")
        SHEET = "sheet", _("tệp bảng tính")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="needs")
    proposer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="proposed_needs")
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    way = models.CharField(max_length=5, choices=Way, default=Way.FORM)
    party = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.PROTECT,
        related_name="needs",
        help_text="who needs it, where registered",
    )
    name = models.CharField(max_length=250, help_text="who needs it, as the proposer wrote it")
    folded = models.CharField(max_length=250, editable=False)
    tax_code = models.CharField(max_length=14, blank=True)
    kind = models.CharField(max_length=16, choices=Kind)
    what = models.CharField(max_length=300, help_text="“ISO 22000”, “lớp 5S cho 30 người”")
    why = models.TextField(blank=True)
    people = models.PositiveIntegerField(null=True, help_text="how many, for training")
    amount = models.DecimalField(
        max_digits=18, decimal_places=0, null=True, help_text="đồng, as the proposer reckons"
    )
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    reason = models.TextField(blank=True, help_text="why so decided; the proposer reads it")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "kind", "folded", "pk"]
        triggers = [
            pgtrigger.FSM(
                name="a_need_is_decided_and_may_be_proposed_again",
                field="state",
                transitions=[
                    *(("proposed", state) for state in ("accepted", "merged", "returned")),
                    *((state, "proposed") for state in ("accepted", "merged", "returned")),
                ],
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["merged", "returned"]) | ~Q(reason=""),
                name="a_need_is_turned_down_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="a_merged_need_says_into_which",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False), name="a_decided_need_says_when"
            ),
            models.UniqueConstraint(
                fields=["campaign", "proposer", "folded", "kind", "what"], name="a_proposer_names_a_need_once"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "kind", "tax_code"], name="needs_alike")]

    def __str__(self) -> str:
        return f"{self.name}: {self.what}"


class NoNeed(models.Model):
    """A party's answer that it needs nothing that year. A need that it proposes afterwards takes its place."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="no_needs")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["campaign", "said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "party"], name="a_party_needs_nothing_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.party}"

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.search import words
from nguongoc.programme.support.models.reference import Kind
from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer

REFUSED = "USING ERRCODE = 'integrity_constraint_violation';"
PROMISED = ("code", "submitted_at", "received_on", "due_date", "answered_on", "days_used")
"""What is written once and never altered: the number, and every day that is counted from or promised."""
PROMISE = " OR ".join(
    f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in PROMISED
)


def of(parties: tuple[int, ...]) -> Q:
    """Cases of these parties, and of records that were merged into them."""
    return Q(party__in=parties) | Q(party__merged_into__in=parties)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer) -> CaseQuerySet:
        """Drafts to their own party alone. What was handed in: to those who may see every case, to its party (a
        commune's officers included), and to the experts that judge it."""
        handed_in = ~Q(state=dossier.DRAFT)
        if not viewer.may("support.see_all"):
            seen = of(viewer.sees)
            if viewer.may("support.judge"):
                seen |= Q(assignments__expert__user=viewer.user)
            handed_in &= seen
        return self.filter(Q(state=dossier.DRAFT) & of(viewer.parties) | handed_in)

    def own_to(self, viewer: Viewer) -> CaseQuerySet:
        """Those of the viewer's own parties."""
        return self.filter(of(viewer.parties))

    def with_deadline(self) -> models.QuerySet[Any]:
        """Each with the day by which the answer is due, extensions counted (`deadline`)."""
        from nguongoc.programme.support.models.course import Extension

        last = Extension.objects.filter(case=OuterRef("pk")).order_by("-pk").values("due_date")[:1]
        return self.annotate(deadline=Coalesce(Subquery(last), F("due_date")))

    def running(self) -> CaseQuerySet:
        """Those whose clock runs: an officer owes the answer."""
        return self.filter(state__in=dossier.ON_THE_CLOCK - dossier.CLOCK_STANDS)


class Case(models.Model):
    """One application of an enterprise for support, from its draft on: what is wished for and why, how it stands, by
    when the answer is due. Its state moves only as `domain.vietnam.dossier` says, whoever writes."""

    class State(models.TextChoices):
        DRAFT = dossier.DRAFT, _("bản nháp")
        REGISTERED = dossier.REGISTERED, _("mới đăng ký")
        RECEIVED = dossier.RECEIVED, _("được tiếp nhận")
        NOT_RECEIVED = dossier.NOT_RECEIVED, _("không được tiếp nhận")
        PROCESSING = dossier.PROCESSING, _("đang xử lý")
        SUPPLEMENT = dossier.SUPPLEMENT, _("yêu cầu bổ sung giấy tờ")
        PAYMENT = dossier.PAYMENT, _("yêu cầu thực hiện nghĩa vụ tài chính")
        WITHDRAWING = dossier.WITHDRAWING, _("công dân yêu cầu rút hồ sơ")
        STOPPED = dossier.STOPPED, _("dừng xử lý")
        DONE = dossier.DONE, _("đã xử lý xong")
        RETURNED = dossier.RETURNED, _("đã trả kết quả")

    class Channel(models.TextChoices):
        DESK = "1", _("trực tiếp")
        ONLINE = "2", _("trực tuyến")
        POST = "3", _("bưu chính công ích")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="support_cases")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=2, choices=State, default=State.DRAFT)
    code = models.CharField(max_length=30, null=True, unique=True)  # noqa: DJ001 (a draft has none: "" would collide)
    channel = models.CharField(max_length=1, choices=Channel, default=Channel.ONLINE)
    wish_code = models.CharField(
        max_length=60, blank=True, help_text="code of the standard or tool, where it has one: “iso-22000”"
    )
    wish_name = models.CharField(max_length=200, blank=True, help_text="the same in words: “ISO 22000:2018”")
    wish_folded = models.CharField(max_length=200, blank=True, editable=False)
    scope = models.TextField(blank=True, help_text="goods, places and steps that it is for")
    now = models.TextField(blank=True, help_text="how things stand at the applicant's today")
    plan = models.TextField(blank=True, help_text="what is to be done, with whom, by when")
    total = models.DecimalField(max_digits=18, decimal_places=0, null=True, help_text="đồng, all costs")
    asked = models.DecimalField(max_digits=18, decimal_places=0, null=True, help_text="đồng, of the province")
    other_support = models.TextField(blank=True, help_text="support from other programmes, as declared")
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    agency = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.PROTECT,
        related_name="led_cases",
        help_text="the lead agency of the day of handing in; today's follows from its successors",
    )
    officer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="since when the applicant may not edit any more")
    received_on = models.DateField(null=True, help_text="the clock begins")
    due_date = models.DateField(null=True, help_text="as promised on receipt; extensions are records")
    answered_on = models.DateField(null=True, help_text="the decision was given; by the clock, not typed")
    days_used = models.PositiveIntegerField(null=True, help_text="working days until then, without pauses")
    in_batch = models.BooleanField(default=False, help_text="closed together with other old ones")
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        triggers = [
            pgtrigger.FSM(
                name="a_case_moves_as_the_national_states_allow",
                field="state",
                transitions=dossier.transitions(),
            ),
            pgtrigger.Trigger(
                name="a_case_begins_as_a_draft",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state=dossier.DRAFT),
                func=f"RAISE EXCEPTION 'a_case_begins_as_a_draft' {REFUSED}",
            ),
            pgtrigger.Trigger(
                name="what_a_case_promised_stays",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"IF {PROMISE} THEN RAISE EXCEPTION 'what_a_case_promised_stays' {REFUSED} END IF; RETURN NEW;",
            ),
            pgtrigger.Protect(
                name="only_a_draft_is_thrown_away",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state=dossier.DRAFT),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=dossier.DRAFT) | Q(code__isnull=False, submitted_at__isnull=False),
                name="a_case_handed_in_has_its_code",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        *sorted(dossier.ON_THE_CLOCK - {dossier.WITHDRAWING}),
                        dossier.DONE,
                        dossier.RETURNED,
                    ]
                )
                | Q(received_on__isnull=False, due_date__isnull=False),
                name="a_case_received_has_its_due_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[dossier.DONE, dossier.RETURNED])
                | Q(answered_on__isnull=False, days_used__isnull=False),
                name="a_case_answered_says_when",
            ),
            models.CheckConstraint(
                condition=Q(asked=None) | Q(total=None) | Q(asked__lte=F("total")),
                name="no_more_is_asked_than_it_costs",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_date"], name="cases_by_deadline"),
            models.Index(fields=["party", "kind"], name="cases_of_a_party"),
            models.Index(fields=["kind", "answered_on"], name="cases_answered"),
            models.Index(fields=["-submitted_at", "-id"], name="cases_by_day"),
            GinIndex(words("wish_folded"), name="cases_by_wish"),
        ]

    def __str__(self) -> str:
        return self.code or f"nháp {self.pk}"

    @property
    def wish(self) -> str:
        """The standard or tool wished for, as people call it."""
        return self.wish_name or self.wish_code

    @property
    def is_editable(self) -> bool:
        """Whether its applicant may still change anything: until an officer opens it."""
        return self.state == dossier.DRAFT or (self.state == dossier.REGISTERED and self.opened_at is None)

    @property
    def state_words(self) -> Text:
        """The national words for the state; while it may be edited, that."""
        if self.state == dossier.REGISTERED and self.opened_at is None:
            return Text("Đã nộp, còn sửa được", "Handed in, may still be edited")
        return dossier.NAMES[self.state]

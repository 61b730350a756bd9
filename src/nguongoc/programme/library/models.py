"""The library: what holds, since when, what took its place; who was told and has read it; what is drafted, proposed,
seen elsewhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.log import append_only, ended_stays
from nguongoc.foundation.shared.search import words
from nguongoc.programme.plan.models import Task
from nguongoc.registry.parties.models import Party

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


class Subject(models.TextChoices):
    """What a document is about, beside the sectors that it touches."""

    STANDARDS = "standards", _("tiêu chuẩn, quy chuẩn")
    MEASUREMENT = "measurement", _("đo lường")
    QUALITY = "quality", _("chất lượng sản phẩm, hàng hóa")
    TBT = "tbt", _("rào cản kỹ thuật (TBT)")
    TRACEABILITY = "traceability", _("truy xuất nguồn gốc")
    FOOD = "food", _("an toàn thực phẩm")
    PRODUCTIVITY = "productivity", _("năng suất")
    SUPPORT = "support", _("hỗ trợ, tài chính")
    DATA = "data", _("dữ liệu, an toàn thông tin")


class Certainty(models.TextChoices):
    """How surely something is known."""

    ORIGINAL = "original", _("đã đối chiếu bản gốc")
    COPY = "copy", _("theo bản sao công khai, chưa đối chiếu bản gốc")
    PRESS = "press", _("theo báo chí hoặc bản tóm tắt, cần đối chiếu")
    RECALLED = "recalled", _("chưa ai đọc lại, cần đối chiếu")


class Validity(models.TextChoices):
    """How a document stands on a day. Computed, never stored."""

    COMING = "coming", _("chưa có hiệu lực")
    HOLDS = "holds", _("còn hiệu lực")
    PARTLY = "partly", _("còn hiệu lực một phần")
    ENDED = "ended", _("hết hiệu lực")
    UNKNOWN = "unknown", _("chưa rõ ngày hiệu lực")


class DocumentQuerySet(models.QuerySet["Document"]):
    def with_validity(self, on: date) -> DocumentQuerySet:
        """These, each with how it stands on that day (`validity`): by its own days, and by what amends, replaces or
        repeals it from a day on."""
        live = Relation.objects.filter(target=OuterRef("pk"), withdrawn_at=None, in_force_on__lte=on)
        ended = Q(Exists(live.filter(kind__in=Relation.ENDS))) | Q(ends_on__lt=on)
        cut = Q(Exists(live.filter(kind__in=Relation.CUTS))) | ~Q(partly_ended="")
        return self.annotate(
            validity=Case(
                When(ended, then=Value("ended")),
                When(in_force_on__gt=on, then=Value("coming")),
                When(cut, then=Value("partly")),
                When(in_force_on=None, then=Value("unknown")),
                default=Value("holds"),
                output_field=models.CharField(),
            )
        )


class Document(models.Model):
    """A legal document, a standard, a regulation or a TBT notice, as its paper says. A day that nobody has read is
    left empty."""

    class Kind(models.TextChoices):
        LAW = "law", _("luật")
        DECREE = "decree", _("nghị định")
        CIRCULAR = "circular", _("thông tư")
        DECISION = "decision", _("quyết định")
        RESOLUTION = "resolution", _("nghị quyết")
        PLAN = "plan", _("kế hoạch, chương trình")
        LETTER = "letter", _("công văn")
        TCVN = "tcvn", _("tiêu chuẩn quốc gia (TCVN)")
        QCVN = "qcvn", _("quy chuẩn kỹ thuật quốc gia (QCVN)")
        TCCS = "tccs", _("tiêu chuẩn cơ sở (TCCS)")
        QCDP = "qcdp", _("quy chuẩn kỹ thuật địa phương (QCĐP)")
        TBT = "tbt", _("thông báo TBT")

    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=80, help_text="as on the paper: “37/2026/NĐ-CP”, “TCVN 12850:2019”")
    title = models.CharField(max_length=400)
    issuer = models.CharField(max_length=200)
    folded = models.CharField(max_length=800, editable=False, help_text="number, title, issuer, for search")
    issued_on = models.DateField(null=True)
    in_force_on = models.DateField(null=True, help_text="first day")
    ends_on = models.DateField(null=True, help_text="last day, where the paper itself sets one")
    partly_ended = models.CharField(
        max_length=300, blank=True, help_text="which part holds no more, where no document here says so"
    )
    comment_until = models.DateField(null=True, help_text="last day for comments, of a TBT notice")
    sectors = ArrayField(models.SlugField(max_length=40), default=list, help_text="none: every one")
    subjects = ArrayField(models.CharField(max_length=12, choices=Subject), default=list)
    summary = models.TextField(blank=True, help_text="what it means for those who read it, in our own words")
    certainty = models.CharField(max_length=8, choices=Certainty)
    source = models.CharField(max_length=300, help_text="where this was read")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = [F("issued_on").desc(nulls_last=True), "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issuer"], name="an_issuer_gives_a_document_its_number_once"
            ),
            models.CheckConstraint(
                condition=Q(in_force_on=None) | Q(issued_on=None) | Q(in_force_on__gte=F("issued_on")),
                name="a_document_holds_after_it_is_issued",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(in_force_on=None) | Q(ends_on__gte=F("in_force_on")),
                name="a_document_ends_after_it_holds",
            ),
        ]
        indexes = [GinIndex(words(), name="documents_by_words")]

    def __str__(self) -> str:
        return self.number


NO_CYCLE = """
IF NEW.withdrawn_at IS NOT NULL OR NEW.kind NOT IN ('replaces', 'repeals') THEN
  RETURN NEW;
END IF;
IF EXISTS (
  WITH RECURSIVE older(id) AS (
    SELECT NEW.target_id
    UNION
    SELECT next.target_id FROM library_relation next JOIN older ON next.source_id = older.id
    WHERE next.kind IN ('replaces', 'repeals') AND next.withdrawn_at IS NULL AND next.id IS DISTINCT FROM NEW.id
  )
  SELECT 1 FROM older WHERE older.id = NEW.source_id
) THEN
  RAISE EXCEPTION 'no_document_replaces_what_replaced_it: % and %', NEW.source_id, NEW.target_id
  USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
"""


class Relation(models.Model):
    """What one document does to another from a day on. One that was entered by mistake is withdrawn with a reason;
    none is deleted."""

    class Kind(models.TextChoices):
        AMENDS = "amends", _("sửa đổi, bổ sung")
        REPLACES = "replaces", _("thay thế")
        REPEALS = "repeals", _("bãi bỏ")
        REPEALS_PART = "repeals-part", _("bãi bỏ một phần")
        GUIDES = "guides", _("hướng dẫn")

    ENDS = ("replaces", "repeals")
    CUTS = ("amends", "repeals-part")

    source = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="acts_on", help_text="the later one"
    )
    target = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="acted_on_by")
    kind = models.CharField(max_length=12, choices=Kind)
    in_force_on = models.DateField()
    scope = models.CharField(max_length=300, blank=True, help_text="which articles")
    certainty = models.CharField(max_length=8, choices=Certainty)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        triggers = [
            *ended_stays("a_withdrawn_relation_stays", "withdrawn_at"),
            pgtrigger.Trigger(
                name="no_document_replaces_what_replaced_it",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NO_CYCLE,
            ),
        ]
        ordering = ["in_force_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="no_document_acts_on_itself"),
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                condition=Q(withdrawn_at=None),
                name="a_relation_is_entered_once",
            ),
            models.UniqueConstraint(
                fields=["target"],
                condition=Q(withdrawn_at=None, kind__in=["replaces", "repeals"]),
                name="a_document_is_ended_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="repeals-part") | ~Q(scope=""), name="a_part_that_is_repealed_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"


class Follow(models.Model):
    """What one person wants to hear of; empty: every sector, every subject."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="library_follow")
    sectors = ArrayField(models.SlugField(max_length=40), default=list)
    subjects = ArrayField(models.CharField(max_length=12, choices=Subject), default=list)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}: {self.sectors} {self.subjects}"


class Circulation(models.Model):
    """A document that the lead agency puts before certain enterprises, which are to say that they have read it. Whom
    it was put before is kept as it was that day."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="circulations")
    words = models.TextField(help_text="what it means for those who receive it")
    due_on = models.DateField(null=True, help_text="until when they should have read it")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    parties = models.ManyToManyField(Party, related_name="circulations")

    class Meta:
        triggers = append_only("a_circulation_stays_as_it_went_out")
        ordering = ["-asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.document} {self.asked_at:%Y-%m-%d}"


class Receipt(models.Model):
    """Somebody of an enterprise says that they have read what was circulated. Never changed."""

    circulation = models.ForeignKey(Circulation, on_delete=models.PROTECT, related_name="receipts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        triggers = append_only("receipts_stay")
        ordering = ["read_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["circulation", "party", "user"], name="somebody_reads_once_for_a_party"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.circulation}"


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, viewer: Viewer) -> DossierQuerySet:
        """Everybody who is known, once others are asked; before that, those who lead it."""
        return self if viewer.may("library.edit") else self.exclude(opened_on=None)


class Dossier(models.Model):
    """A policy on its way: drafts, what others say of them, what is answered, what it became."""

    class State(models.TextChoices):
        DRAFTING = "drafting", _("đang soạn")
        CONSULTING = "consulting", _("đang lấy ý kiến")
        WEIGHING = "weighing", _("đang tiếp thu, giải trình")
        FINAL = "final", _("đã ban hành")
        DROPPED = "dropped", _("dừng")

    title = models.CharField(max_length=300)
    about = models.TextField(help_text="why, and what shall change")
    amends = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="dossiers")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTING)
    opened_on = models.DateField(null=True, help_text="first day on which others were asked")
    closes_on = models.DateField(null=True, help_text="last day on which opinions are taken")
    final = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(blank=True, help_text="what became of it, or why it was dropped")
    is_demonstration = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        triggers = [
            pgtrigger.FSM(
                name="a_dossier_goes_its_way",
                field="state",
                transitions=[
                    ("drafting", "consulting"),
                    ("consulting", "weighing"),
                    ("weighing", "consulting"),
                    ("weighing", "final"),
                    ("drafting", "dropped"),
                    ("weighing", "dropped"),
                ],
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="drafting", opened_on=None)
                | Q(state="dropped")
                | Q(opened_on__isnull=False, closes_on__gt=F("opened_on")),
                name="a_consultation_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(state="final", final__isnull=False) | ~Q(state="final"),
                name="a_final_dossier_names_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(outcome=""), name="a_dossier_is_dropped_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def takes_opinions(self, on: date) -> bool:
        """Whether others may give their opinion on that day."""
        return self.state == self.State.CONSULTING and self.closes_on is not None and on <= self.closes_on


class Draft(models.Model):
    """One version of a policy's text. Never changed: the next is a new one."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="the text, a paragraph a line: versions are compared by it")
    note = models.CharField(max_length=300, blank=True, help_text="what is new")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        triggers = append_only("drafts_are_written_anew")
        ordering = ["dossier", "number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="a_draft_has_its_number")]

    def __str__(self) -> str:
        return f"{self.dossier} {self.number}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, viewer: Viewer) -> OpinionQuerySet:
        """All for those who lead or may see all, and for everybody once the policy is out; before that one's own."""
        if viewer.may("library.edit") or viewer.may("library.see_all"):
            return self
        return self.filter(Q(party__in=viewer.parties) | Q(draft__dossier__state="final"))


class Opinion(models.Model):
    """What somebody says of a draft, and what is answered. What was said never changes."""

    class Taken(models.TextChoices):
        WHOLE = "whole", _("tiếp thu")
        PARTLY = "partly", _("tiếp thu một phần")
        NOT = "not", _("giải trình, không tiếp thu")

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="opinions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="opinions")
    clause = models.CharField(max_length=80, blank=True, help_text="“Điều 5 khoản 2”; empty: of the whole")
    words = models.TextField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    taken = models.CharField(max_length=6, choices=Taken, blank=True)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.ReadOnly(
                name="an_opinion_stays_as_it_was_given",
                fields=["draft", "party", "clause", "words", "given_by", "given_at"],
            ),
            pgtrigger.Protect(name="an_opinion_is_not_deleted", operation=pgtrigger.Delete),
        ]
        ordering = ["draft", "clause", "given_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken="", reply="", replied_at=None)
                | ~Q(taken="") & ~Q(reply="") & Q(replied_at__isnull=False),
                name="an_opinion_is_answered_in_full",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.clause}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, viewer: Viewer) -> ProposalQuerySet:
        """All for those who keep the library or may see all; otherwise one's own party's."""
        if viewer.may("library.edit") or viewer.may("library.see_all"):
            return self
        return self.filter(party__in=viewer.parties)


class Proposal(models.Model):
    """A standard or regulation that somebody thinks should be written or mended, and what became of it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("chờ xem xét")
        ACCEPTED = "accepted", _("nhận, đang xây dựng")
        SENT = "sent", _("đã gửi cơ quan có thẩm quyền")
        ISSUED = "issued", _("đã ban hành")
        RETURNED = "returned", _("không nhận")

    KINDS = (Document.Kind.TCVN, Document.Kind.QCVN, Document.Kind.QCDP, Document.Kind.TCCS)

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="standards_proposals")
    kind = models.CharField(max_length=10, choices=[(one.value, one.label) for one in KINDS])
    title = models.CharField(max_length=300)
    why = models.TextField()
    sectors = ArrayField(models.SlugField(max_length=40), default=list)
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    answer = models.TextField(blank=True, help_text="what its proposer reads")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="proposals")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "pk"]
        triggers = [
            pgtrigger.FSM(
                name="a_proposal_goes_its_way",
                field="state",
                transitions=[
                    ("proposed", "accepted"),
                    ("proposed", "sent"),
                    ("proposed", "returned"),
                    ("accepted", "sent"),
                    ("accepted", "issued"),
                    ("accepted", "returned"),
                    ("sent", "issued"),
                    ("sent", "returned"),
                ],
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(answer=""), name="a_proposal_is_returned_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(document__isnull=False),
                name="an_issued_proposal_names_its_document",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Visit(models.Model):
    """A journey to learn from others: where, who, what was seen, what will be done at home."""

    place = models.CharField(max_length=200)
    begins = models.DateField()
    ends = models.DateField(help_text="last day")
    aims = models.TextField()
    people = models.PositiveIntegerField(null=True, help_text="how many went")
    who = models.TextField(blank=True, help_text="which agencies and enterprises took part")
    findings = models.TextField(blank=True)
    follow_up = models.TextField(blank=True, help_text="what will be tried here, by whom")
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="visits")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    is_demonstration = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-begins", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="a_visit_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.begins}"


class Benchmark(models.Model):
    """One published figure of one place and year, with its method: only figures of one measure, method and unit are
    ever put side by side."""

    measure = models.CharField(max_length=160, help_text="“năng suất lao động xã hội”")
    method = models.CharField(max_length=200, help_text="how it was computed, at which prices")
    unit = models.CharField(max_length=60)
    place = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    source = models.CharField(max_length=300)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["measure", "method", "unit", "place", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "method", "unit", "place", "year"], name="a_place_has_one_figure_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.place} {self.year}"


class AwardFileQuerySet(models.QuerySet["AwardFile"]):
    def visible_to(self, viewer: Viewer) -> AwardFileQuerySet:
        """One's own party's; those handed in, for those who keep the library or may see all."""
        own = Q(party__in=viewer.parties)
        sees_all = viewer.may("library.edit") or viewer.may("library.see_all")
        return self.filter(own | ~Q(state="draft") if sees_all else own)


class AwardFile(models.Model):
    """An enterprise's file for the pre-selection of a quality award in one year: its papers, and how it stands."""

    class State(models.TextChoices):
        DRAFT = "draft", _("đang chuẩn bị")
        HANDED_IN = "handed-in", _("đã nộp")
        RETURNED = "returned", _("trả lại để bổ sung")
        PASSED_ON = "passed-on", _("đã chuyển hội đồng sơ tuyển")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="award_files")
    award = models.CharField(max_length=160, help_text="as the call names it")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    words = models.TextField(blank=True, help_text="what the agency says to the enterprise")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = AwardFileQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "award", "pk"]
        triggers = [
            pgtrigger.FSM(
                name="an_award_file_goes_its_way",
                field="state",
                transitions=[
                    ("draft", "handed-in"),
                    ("handed-in", "returned"),
                    ("handed-in", "passed-on"),
                    ("returned", "handed-in"),
                ],
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "award", "year"], name="a_party_enters_an_award_once_a_year"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(words=""), name="an_award_file_is_returned_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.year}"


class AwardPaper(models.Model):
    """One paper of an award's file."""

    award_file = models.ForeignKey(AwardFile, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=160)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        triggers = append_only("papers_of_an_award_stay")
        ordering = ["award_file", "added_at", "pk"]

    def __str__(self) -> str:
        return self.name

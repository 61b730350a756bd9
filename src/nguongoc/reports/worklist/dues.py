"""What waits for somebody, one function a register. Each counts just what its register shows as open.

To let another register stand in the list: one function here and its row in `REGISTERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.shared.components import Status, Words
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.library.models import Circulation, Dossier
from nguongoc.programme.needs.models import Campaign, Need
from nguongoc.programme.needs.queries import silent
from nguongoc.programme.plan.models import Task
from nguongoc.programme.support import queries as support
from nguongoc.programme.support.models import Assignment
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.privacy import queries as privacy
from nguongoc.trace.resolver.models import Report

SOON = 7
"""Days within which a deadline is near."""
OPEN_CASES = [state for state in dossier.NAMES if state != dossier.DRAFT and dossier.turn(state)]
STILL_ASKED = timedelta(days=30)
"""How long after its last day a campaign that somebody has not answered still waits for them."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits: which record (`key`, as “plan.task:12”), by when, and who must act: `agency` where that is
    an agency, `is_mine` where it is the reader or their own party. `why` is what the one who must act says of it."""

    key: str
    register: Text
    code: str
    name: Words
    link: str
    by: date | None = None
    agency: int | None = None
    agency_name: str = ""
    is_mine: bool = False
    why: str = ""

    def days_late(self, on: date) -> int:
        """Full days past its day; 0 where it is not past."""
        return max(0, (on - self.by).days) if self.by else 0

    def standing(self, on: date) -> str:
        """`late`, `today`, `soon`, `later` or `open` (no day is set)."""
        if self.by is None:
            return "open"
        left = (self.by - on).days
        return "late" if left < 0 else "today" if left == 0 else "soon" if left <= SOON else "later"

    def status(self, on: date) -> Status:
        """The same, in words."""
        late = self.days_late(on)
        return {
            "late": Status("bad", Text(f"quá hạn {late} ngày", f"{late} days late")),
            "today": Status("wait", Text("hạn hôm nay", "due today")),
            "soon": Status("info", Text("sắp đến hạn", "due soon")),
            "later": Status("quiet", Text("còn thời gian", "in time")),
            "open": Status("quiet", Text("không có hạn", "no deadline")),
        }[self.standing(on)]

    def of(self, agency: int | None, parties: Collection[int]) -> Due:
        """As the work of this agency, for a reader who belongs to `parties`."""
        return replace(self, agency=agency, is_mine=self.is_mine or agency in parties)

    def named(self, names: Mapping[int, str]) -> Due:
        """With its agency's name of the day; what the record itself says stands where the agency is not known."""
        return replace(self, agency_name=names.get(self.agency or 0, self.agency_name))


TASK = Text("Nhiệm vụ của kế hoạch", "Task of the plan")
ANSWER = Text("Đề xuất nhu cầu", "Yearly needs")
DECISION = Text("Xem xét đề xuất", "Needs to decide")
CASE = Text("Hồ sơ hỗ trợ", "Support case")
JUDGEMENT = Text("Thẩm định", "To judge")
READING = Text("Văn bản cần đọc", "Document to read")
OPINION = Text("Góp ý dự thảo", "Draft to comment on")
PERSONAL = Text("Dữ liệu cá nhân", "Personal data")
BUYER = Text("Phản ánh của người mua", "Buyer's report")


def tasks(viewer: Viewer, on: date) -> Iterator[Due]:
    """Tasks of the plan that are begun and not done."""
    if not viewer.may("plan.see"):
        return
    open_ones = Task.objects.filter(state__in=[Task.State.PLANNED, Task.State.RUNNING], begins__lte=on)
    for one in open_ones.select_related("phase"):
        yield Due(
            f"plan.task:{one.pk}",
            TASK,
            f"{one.phase.code} · {one.source}",
            one.name,
            reverse("plan_task", args=[one.pk]),
            one.due,
            one.lead_id,
            one.lead_vi,
            one.lead_id in viewer.parties,
            one.note,
        )


def needs(viewer: Viewer, on: date) -> Iterator[Due]:
    """Agencies that are asked what they need and have not answered; and, one row a campaign that is over, the
    proposals on which nobody has decided."""
    sees_all, compiles = viewer.may("needs.see_all"), viewer.may("needs.compile")
    if not (sees_all or viewer.may("needs.propose")):
        return
    undecided = Count("needs", filter=Q(needs__state=Need.State.PROPOSED))
    for one in Campaign.objects.filter(opens_on__lte=on).annotate(undecided=undecided):
        if one.closes_on >= on - STILL_ASKED:
            yield from _answers(one, silent(one, on), viewer, None if sees_all else viewer.parties)
        if compiles and one.undecided and one.closes_on < on:
            yield Due(
                f"needs.decide:{one.pk}",
                DECISION,
                str(one.year),
                Text(
                    f"Quyết định {one.undecided} đề xuất năm {one.year}",
                    f"Decide on {one.undecided} proposals for {one.year}",
                ),
                reverse("needs_year", args=[one.year]),
                is_mine=True,
            )


def _answers(
    campaign: Campaign, asked: QuerySet[Party], viewer: Viewer, only: Collection[int] | None
) -> Iterator[Due]:
    for agency in asked if only is None else asked.filter(pk__in=only):
        yield Due(
            f"needs.campaign:{campaign.pk}:{agency.pk}",
            ANSWER,
            str(campaign.year),
            Text(f"Đề xuất nhu cầu năm {campaign.year}", f"Name the needs of {campaign.year}"),
            reverse("needs_year", args=[campaign.year]),
            campaign.closes_on,
            agency.pk,
            is_mine=agency.pk in viewer.parties,
        )


def cases(viewer: Viewer, on: date) -> Iterator[Due]:
    """Support cases in which an officer owes an answer, or the applicant papers or money: their clock stands then."""
    for one in support.rows(viewer).filter(state__in=OPEN_CASES):
        owes = dossier.turn(one.state)
        applicant = owes == "applicant"
        yield Due(
            f"support.case:{one.pk}",
            CASE,
            one.code or "",
            support.title(one),
            reverse("case", args=[one.pk]),
            None if applicant else one.deadline,
            one.party_id if applicant else one.agency_id,
            is_mine=one.officer_id == (viewer.user.pk if viewer.user else None) and not applicant,
            why=str(one.get_state_display()),
        )


def judgements(viewer: Viewer, on: date) -> Iterator[Due]:
    """Cases that the reader, an expert, was given and has said nothing of; not those in which they have an interest."""
    if not viewer.may("support.judge") or viewer.may("support.handle"):  # nobody judges what they process
        return
    given = Assignment.objects.filter(expert__user=viewer.user, given_at=None).exclude(has_conflict=True)
    for one in given.select_related("case__kind"):
        yield Due(
            f"support.assignment:{one.pk}",
            JUDGEMENT,
            one.case.code or "",
            support.title(one.case),
            reverse("case_judging", args=[one.case_id]),
            one.due_date,
            is_mine=True,
        )


def papers(viewer: Viewer, on: date) -> Iterator[Due]:
    """Documents that were put before one's own party and that nobody of it has read; and drafts of which it is asked
    what it says, while that is taken."""
    if not viewer.may("library.speak") or viewer.may("library.edit"):
        return
    unread = Circulation.objects.filter(parties__in=viewer.parties).exclude(
        receipts__party__in=viewer.parties
    )
    for one in unread.select_related("document").distinct():
        yield Due(
            f"library.circulation:{one.pk}",
            READING,
            one.document.number,
            one.document.title,
            reverse("library_document", args=[one.document_id]),
            one.due_on,
            is_mine=True,
        )
    asked = Dossier.objects.visible_to(viewer).filter(state=Dossier.State.CONSULTING, closes_on__gte=on)
    for policy in asked.exclude(drafts__opinions__party__in=viewer.parties):
        yield Due(
            f"library.dossier:{policy.pk}",
            OPINION,
            "",
            policy.title,
            reverse("dossier", args=[policy.pk]),
            policy.closes_on,
            is_mine=True,
        )


def personal(viewer: Viewer, on: date) -> Iterator[Due]:
    """What people ask about their own data."""
    if not viewer.may("privacy.answer"):
        return
    for one in privacy.waiting():
        yield Due(
            f"privacy.datarequest:{one.pk}",
            PERSONAL,
            str(one.pk),
            one.get_kind_display(),
            reverse("privacy_request", args=[one.pk]),
            one.due_date,
            is_mine=True,
        )


def reports(viewer: Viewer, on: date) -> Iterator[Due]:
    """What buyers told and nobody has answered."""
    if not viewer.may("buyers.answer"):
        return
    waiting = Report.objects.visible_to(viewer).filter(state__in=[Report.State.NEW, Report.State.READ])
    for one in waiting.select_related("product").order_by("at"):
        yield Due(
            f"resolver.report:{one.pk}",
            BUYER,
            str(one.pk),
            f"{one.get_kind_display()}: {one.product.name}" if one.product else one.get_kind_display(),
            reverse("report", args=[one.pk]),
            is_mine=True,
            why=day(one.at),
        )


REGISTERS: tuple[Callable[[Viewer, date], Iterator[Due]], ...] = (
    tasks,
    needs,
    cases,
    judgements,
    papers,
    personal,
    reports,
)

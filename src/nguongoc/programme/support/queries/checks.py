"""Whether a case may be supported: every rule with what was found, as an explained list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.shared.components import Tone, Words
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.needs.models import Need
from nguongoc.programme.plan.queries import phase_on
from nguongoc.programme.support.models import Case, Ruling
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.parties.models import Party, PartySuccession


@dataclass(frozen=True, slots=True)
class Check:
    """One rule, and how this case stands by it: good, worth a look (wait), or against support (bad)."""

    name: Text
    tone: Tone
    found: Words
    link: str = ""


def checks(case: Case, on: date) -> list[Check]:
    """Every rule by which a case may be supported, each with what was found. None decides by itself: people do."""
    phase = phase_on(timezone.localdate(case.submitted_at) if case.submitted_at else on)
    return [
        _of_the_right_kind(case),
        _with_tax_code(case),
        _kind_is_open(case, on),
        *_papers_there(case),
        *_not_before(case, (phase.begins, phase.ends) if phase else None),
        _not_elsewhere(case),
        _not_certified(case, on),
        _needed(case),
    ]


APPLICANTS = (Party.Kind.ENTERPRISE, Party.Kind.COOPERATIVE, Party.Kind.HOUSEHOLD)


def _of_the_right_kind(case: Case) -> Check:
    name = Text("Đối tượng: doanh nghiệp, hợp tác xã, hộ", "Who: enterprises, cooperatives, households")
    fits = case.party.kind in APPLICANTS
    return Check(name, "good" if fits else "bad", case.party.get_kind_display())


def _with_tax_code(case: Case) -> Check:
    name = Text("Có mã số thuế để đối chiếu trùng", "A tax code, by which doubles are found")
    if case.party.tax_code:
        return Check(name, "good", case.party.tax_code)
    return Check(name, "wait", Text("chưa có trong hồ sơ đơn vị", "not in the party's record"))


def _kind_is_open(case: Case, on: date) -> Check:
    name = Text("Loại hỗ trợ đang áp dụng", "The kind of support is in force")
    is_open = case.kind.is_open and (case.kind.valid_to is None or case.kind.valid_to >= on)
    said = (
        Text("đang áp dụng", "in force")
        if is_open
        else Text("không còn nhận đơn", "takes no more applications")
    )
    return Check(name, "good" if is_open else "bad", said)


def missing_papers(case: Case) -> list[str]:
    """The names of papers that this kind of support asks for and that are not there."""
    there = set(case.papers.filter(replaced_at=None).values_list("code", flat=True))
    return [one.name for one in case.kind.wanted if one.is_required and one.code not in there]


def _papers_there(case: Case) -> list[Check]:
    lacking = missing_papers(case)
    name = Text("Đủ giấy tờ bắt buộc", "All required papers")
    if lacking:
        return [Check(name, "wait", Text(f"thiếu: {', '.join(lacking)}", f"missing: {', '.join(lacking)}"))]
    return [Check(name, "good", Text("đủ", "all there"))]


def same_party(party: Party) -> Q:
    """Cases of this enterprise under any of its records: those merged into it, and its predecessors."""
    before = PartySuccession.objects.filter(after=party).values("before")
    return Q(party=party) | Q(party__merged_into=party) | Q(party__in=before)


def _not_before(case: Case, phase: tuple[date, date] | None) -> list[Check]:
    """The same enterprise, the same kind or the same standard, in the same phase of the plan."""
    alike = Q(kind__code=case.kind.code)
    if case.wish_folded:
        alike |= Q(wish_folded=case.wish_folded)
    others = (
        Case.objects.filter(same_party(case.party), alike)
        .exclude(pk=case.pk)
        .exclude(state__in=[dossier.DRAFT, dossier.NOT_RECEIVED, dossier.STOPPED])
        .exclude(ruling__verdict=Ruling.Verdict.REFUSE)
        .select_related("kind")
        .order_by("submitted_at")
    )
    name = Text("Chưa được hỗ trợ việc này", "Not supported in this before")
    found = []
    for one in others:
        now, same_wish = _within(one, phase), bool(case.wish_folded) and one.wish_folded == case.wish_folded
        said = _also(one, same_wish=same_wish, now=now)
        found.append(Check(name, "bad" if now else "wait", said, reverse("case", args=[one.pk])))
    none = Text(
        "không có hồ sơ nào khác cùng loại, cùng tiêu chuẩn", "no other case of this kind or standard"
    )
    return found or [Check(name, "good", none)]


def _within(case: Case, phase: tuple[date, date] | None) -> bool:
    if phase is None or case.submitted_at is None:
        return True
    return phase[0] <= timezone.localdate(case.submitted_at) <= phase[1]


def _also(case: Case, *, same_wish: bool, now: bool) -> Text:
    vi = "cùng tiêu chuẩn, công cụ" if same_wish else "cùng loại hỗ trợ"
    en = "the same standard or tool" if same_wish else "the same kind of support"
    when_vi, when_en = (
        ("cùng giai đoạn", "in this phase") if now else ("giai đoạn trước", "in an earlier phase")
    )
    return Text(f"hồ sơ {case.code}: {vi}, {when_vi}", f"case {case.code}: {en}, {when_en}")


def _not_elsewhere(case: Case) -> Check:
    name = Text(
        "Không nhận tiền cho cùng việc từ chương trình khác", "No money for the same from another programme"
    )
    if case.other_support.strip():
        return Check(name, "wait", case.other_support)
    return Check(name, "good", Text("đơn khai không có", "declared: none"))


def _not_certified(case: Case, on: date) -> Check:
    name = Text("Chưa có chứng nhận còn hiệu lực theo tiêu chuẩn này", "Not certified to this standard yet")
    wish = case.wish_folded
    held = Certificate.objects.in_force(on).filter(same_party(case.party))
    found = held.filter(folded__contains=wish).first() if wish else None
    if found is None:
        return Check(name, "good", Text("chưa có", "none"))
    until = f" ({day(found.expires_on)})" if found.expires_on else ""
    return Check(
        name,
        "wait",
        Text(f"đã có giấy {found.number}{until}", f"holds certificate {found.number}{until}"),
        reverse("certificate", args=[found.pk]),
    )


def _needed(case: Case) -> Check:
    name = Text("Đã nêu trong nhu cầu hằng năm", "Named among the yearly needs")
    said = Q(party=case.party)
    if case.party.tax_code:
        said |= Q(tax_code=case.party.tax_code)
    found = (
        Need.objects.filter(said, state=Need.State.ACCEPTED)
        .select_related("campaign")
        .order_by("-campaign__year")
    )
    first = found.first()
    if first is None:
        return Check(name, "quiet", Text("chưa; không bắt buộc", "no; not required"))
    words = Text(f"năm {first.campaign.year}: {first.what}", f"{first.campaign.year}: {first.what}")
    return Check(name, "good", words, reverse("need", args=[first.pk]))

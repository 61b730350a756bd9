"""After the ruling: contract, stages, acceptance, certificate, follow-up."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import IO

from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import keep, record
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.support.actions.common import hold, put, refused, step, tell_applicant, tell_officers
from nguongoc.programme.support.models import Case, Contract, FollowUp, Result, Ruling, Stage, Step
from nguongoc.programme.support.queries import same_party
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.parties.editing import Opened

MEASURES: dict[str, tuple[Text, Text]] = {
    "gia-tri-lao-dong": (
        Text("Giá trị gia tăng mỗi lao động", "Value added per worker"),
        Text("triệu đồng/năm", "million đồng a year"),
    ),
    "ty-le-loi": (Text("Tỷ lệ sản phẩm lỗi", "Defect rate"), Text("%", "%")),
    "nang-luong": (Text("Năng lượng mỗi đơn vị sản phẩm", "Energy per unit"), Text("kWh", "kWh")),
    "doanh-thu": (Text("Doanh thu", "Revenue"), Text("triệu đồng/năm", "million đồng a year")),
    "lao-dong": (Text("Lao động", "Workers"), Text("người", "people")),
}
"""What is measured before the support and in the years after it: its name and unit."""


def _kept(file: IO[bytes] | None, actor: User | None, at: datetime) -> Attachment | None:
    return keep(file, name=getattr(file, "name", "tep") or "tep", actor=actor, at=at) if file else None


@transaction.atomic
def sign_contract(
    case: Case,
    *,
    number: str,
    signed_on: date,
    total: Decimal,
    support: Decimal,
    actor: User | None,
    at: datetime,
    ends_on: date | None = None,
    partner: str = "",
    file: IO[bytes] | None = None,
    opened: Opened | None = None,
) -> Contract:
    """The contract of a granted case. Raises Refused where it was not granted, for more support than was granted, and
    for a second contract. The enterprise's measures before the support are asked for from then on."""
    held = hold(case, opened)
    ruling = Ruling.objects.filter(case=held).first()
    problems = []
    if ruling is None or ruling.verdict != Ruling.Verdict.SUPPORT:
        problems.append(
            Problem(
                "", Text("Hồ sơ chưa được quyết định hỗ trợ.", "The case was not granted."), "not-granted"
            )
        )
    elif ruling.amount is not None and support > ruling.amount:
        why = Text("Không quá số tiền đã quyết định hỗ trợ.", "No more than was granted.")
        problems.append(Problem("support", why, "too-much"))
    if support > total:
        problems.append(
            Problem("support", Text("Không quá giá trị hợp đồng.", "No more than the contract."), "too-much")
        )
    if Contract.objects.filter(case=held).exists():
        problems.append(
            Problem("", Text("Hồ sơ đã có hợp đồng.", "There is a contract already."), "contract-known")
        )
    if problems:
        raise Refused(problems)
    made = Contract.objects.create(
        case=held,
        number=nfc(number).strip(),
        signed_on=signed_on,
        ends_on=ends_on,
        partner=nfc(partner).strip(),
        total=total,
        support=support,
        file=_kept(file, actor, at),
    )
    FollowUp.objects.create(case=held, year=0, due_date=signed_on)
    put(held)
    step(held, Step.What.CONTRACT, f"Số {made.number}, ngày {day(signed_on)}.", actor=actor, at=at)
    title = Text(
        f"{held.code}: xin cho biết số đo trước hỗ trợ", f"{held.code}: your measures before the support"
    )
    tell_applicant(held, title, at=at)
    return made


@transaction.atomic
def plan_stage(contract: Contract, *, name: str, due_date: date, actor: User | None, at: datetime) -> Stage:
    """One more stage of the contract."""
    held = hold(contract.case)
    made = Stage.objects.create(contract=contract, name=nfc(name).strip(), due_date=due_date)
    put(held)
    step(held, Step.What.STAGE, f"Thêm: {made.name}, hạn {day(due_date)}.", actor=actor, at=at)
    return made


@transaction.atomic
def finish_stage(
    stage: Stage, *, on: date, words: str, actor: User | None, at: datetime, file: IO[bytes] | None = None
) -> None:
    """What was done in a stage. Raises Refused where that was said already, and without words."""
    held = hold(stage.contract.case)
    found = Stage.objects.select_for_update().get(pk=stage.pk)
    if found.done_on is not None or not words.strip():
        raise refused(
            "words",
            "Ghi việc đã làm; giai đoạn đã xong thì không ghi lại.",
            "Say what was done, once.",
            "stage",
        )
    found.done_on, found.words, found.file = on, nfc(words).strip(), _kept(file, actor, at)
    found.save(update_fields=["done_on", "words", "file"])
    put(held)
    step(held, Step.What.STAGE, f"{found.name}: xong ngày {day(on)}. {found.words}", actor=actor, at=at)


@transaction.atomic
def accept(
    contract: Contract,
    *,
    on: date,
    words: str,
    actor: User | None,
    at: datetime,
    file: IO[bytes] | None = None,
) -> None:
    """The work is accepted (nghiệm thu); what becomes of it is asked for after each of the following years. Raises
    Refused while a stage is open, and twice."""
    held = hold(contract.case)
    found = Contract.objects.select_for_update().get(pk=contract.pk)
    if found.accepted_on is not None:
        raise refused("", "Đã nghiệm thu rồi.", "This was accepted already.", "accepted")
    if not words.strip():
        raise refused("words", "Ghi kết quả nghiệm thu.", "Say what was found.", "no-words")
    if left := list(found.stages.filter(done_on=None).values_list("name", flat=True)):
        names = ", ".join(left)
        raise refused("", f"Còn giai đoạn chưa xong: {names}.", f"Stages are open: {names}.", "stages-open")
    found.accepted_on, found.acceptance, found.acceptance_file = (
        on,
        nfc(words).strip(),
        _kept(file, actor, at),
    )
    found.save(update_fields=["accepted_on", "acceptance", "acceptance_file"])
    years = setting("support.follow-up", on=timezone.localdate(at))
    for year in range(1, years + 1):
        FollowUp.objects.create(case=held, year=year, due_date=_later(on, year))
    put(held)
    step(held, Step.What.ACCEPTED, f"{day(on)}. {found.acceptance}", actor=actor, at=at)


def _later(day_: date, years: int) -> date:
    try:
        return day_.replace(year=day_.year + years)
    except ValueError:  # 29/02
        return date(day_.year + years, 2, 28)


@transaction.atomic
def name_certificate(case: Case, certificate: Certificate, *, actor: User | None, at: datetime) -> Result:
    """A certificate that the support led to. Raises Refused for a case not granted, for another party's certificate,
    for one named already, and for one issued before the decision."""
    held = hold(case)
    ruling = Ruling.objects.filter(case=held).first()
    if ruling is None or ruling.verdict != Ruling.Verdict.SUPPORT:
        raise refused("", "Hồ sơ chưa được quyết định hỗ trợ.", "The case was not granted.", "not-granted")
    own = Certificate.objects.filter(same_party(held.party), pk=certificate.pk)
    merged = Certificate.objects.filter(party=held.party.merged_into_id or held.party_id, pk=certificate.pk)
    if not (own.exists() or merged.exists()):
        raise refused(
            "certificate", "Giấy này không phải của đơn vị nộp hồ sơ.", "It is another party's.", "others"
        )
    if certificate.issued_on < timezone.localdate(ruling.at):
        raise refused(
            "certificate",
            "Giấy này cấp trước ngày quyết định hỗ trợ, nên không phải kết quả của hồ sơ.",
            "It was issued before the decision, so it is not what came of it.",
            "issued-before",
        )
    if held.results.filter(certificate=certificate).exists():
        raise refused("certificate", "Giấy này đã được gắn.", "It is named already.", "named")
    made = Result.objects.create(case=held, certificate=certificate, by=actor, at=at)
    put(held)
    step(
        held,
        Step.What.CERTIFIED,
        f"{certificate.get_kind_display()} {certificate.number}",
        actor=actor,
        at=at,
    )
    return made


@transaction.atomic
def follow_up(
    case: Case,
    *,
    year: int,
    measures: dict[str, Decimal | None],
    is_kept: bool | None,
    words: str,
    is_shared: bool,
    actor: User | None,
    at: datetime,
) -> FollowUp:
    """How the enterprise stands before (year 0) or so many years after. Whether others may read the measures is the
    enterprise's own wish. Raises Refused for a year that is not asked for."""
    held = hold(case)
    found = FollowUp.objects.select_for_update().filter(case=held, year=year).first()
    if found is None:
        raise refused("year", "Chưa đến kỳ theo dõi này.", "This year is not asked for.", "no-such-year")
    told = {code: f"{value:f}" for code, value in measures.items() if value is not None and code in MEASURES}
    found.measures, found.is_kept, found.words, found.is_shared = told, is_kept, nfc(words).strip(), is_shared
    found.told_at, found.told_by = at, actor
    found.save(update_fields=["measures", "is_kept", "words", "is_shared", "told_at", "told_by"])
    put(held)
    when = "trước hỗ trợ" if year == 0 else f"sau {year} năm"
    step(held, Step.What.FOLLOWED, f"Đã cho biết số đo {when}.", actor=actor, at=at)
    record("case.measured", held, actor=actor, at=at, year=year, shared=is_shared)
    tell_officers(held, Text(f"{held.code}: số đo {when}", f"{held.code}: measures, year {year}"), at=at)
    return found

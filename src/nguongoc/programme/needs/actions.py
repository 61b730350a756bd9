"""What may be done in a campaign: asked, answered by form or sheet, decided, reminded. Each deed is audited in its own
transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.tax_code import parse as parse_tax_code
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices.actions import tell, tell_all
from nguongoc.foundation.shared.sheets_in import Field, read
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.needs.models import Campaign, Need, NoNeed
from nguongoc.programme.needs.queries import people_of, silent
from nguongoc.registry.parties.editing import Opened, change
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.queries import names

TEXTS = ("name", "what", "why")


@transaction.atomic
def open_campaign(
    *, year: int, opens_on: date, closes_on: date, words: str = "", actor: User | None, at: datetime
) -> Campaign:
    """Ask for the needs of one year. Raises Refused for a year that was asked already, and for days that cannot be."""
    problems = []
    if Campaign.objects.filter(year=year).exists():
        why = Text(f"Đã có đợt đề xuất cho năm {year}.", f"The needs of {year} are asked for already.")
        problems.append(Problem("year", why, "campaign-known"))
    if closes_on <= opens_on:
        why = Text("Ngày đóng phải sau ngày mở.", "It closes after it opens.")
        problems.append(Problem("closes_on", why, "closes-before-it-opens"))
    if problems:
        raise Refused(problems)
    made = Campaign.objects.create(year=year, opens_on=opens_on, closes_on=closes_on, words=nfc(words))
    record("campaign.opened", made, actor=actor, at=at, year=year, closes_on=closes_on.isoformat())
    tell_all(
        people_of(silent(made, at.date()), at.date()),
        "campaign",
        Text(f"Đề xuất nhu cầu năm {year}", f"The needs of {year}"),
        Text(f"Hạn trả lời: {day(closes_on)}.", f"Answer until {day(closes_on)}."),
        at=at,
        link=reverse("needs_year", args=[year]),
        once=f"campaign:{made.pk}:opened",
    )
    return made


@transaction.atomic
def propose(
    campaign: Campaign,
    proposer: Party,
    *,
    actor: User | None,
    at: datetime,
    way: str = Need.Way.FORM,
    **told: Any,
) -> tuple[Need, bool]:
    """One need, as its proposer says; answers it and whether anything is new. The same need said again by the same
    proposer changes what was said before, as long as it is not decided. Raises Refused outside the campaign's days,
    for a wrong tax code, and for a need that was decided."""
    _refuse_closed(campaign, timezone.localdate(at))
    told = _tidy(told)
    same = {name: told[name] for name in ("folded", "kind", "what")}
    found = Need.objects.select_for_update().filter(campaign=campaign, proposer=proposer, **same).first()
    if found is None:
        _take_back_nothing(campaign, proposer, actor=actor, at=at)
        made = Need.objects.create(
            campaign=campaign, proposer=proposer, proposed_by=actor, proposed_at=at, way=way, **told
        )
        record("need.proposed", made, actor=actor, at=at, name=made.name, what=made.what, way=way)
        return made, True
    changed = any(getattr(found, name) != value for name, value in told.items())
    if changed:
        _refuse_decided(found)
        change(found, told, verb="need.changed", actor=actor, at=at)
    return found, changed


@transaction.atomic
def need_nothing(
    campaign: Campaign, party: Party, *, why: str = "", actor: User | None, at: datetime
) -> NoNeed:
    """Answer that this party needs nothing that year; said again, the reason is the last. Raises Refused outside the
    campaign's days, and where the party has proposed a need."""
    _refuse_closed(campaign, timezone.localdate(at))
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # nobody proposes meanwhile
    if Need.objects.filter(campaign=campaign, proposer=party).exists():
        raise Refused(Problem("", _PROPOSED, "has-proposed"))
    told = {"said_by": actor, "said_at": at, "why": nfc(why).strip()}
    said, _is_new = NoNeed.objects.update_or_create(campaign=campaign, party=party, defaults=told)
    record("need.nothing", said, actor=actor, at=at, party=party.internal_code, why=said.why)
    return said


_PROPOSED = Text(
    "Đơn vị đã có đề xuất trong đợt này, nên không trả lời được là không có nhu cầu.",
    "The party has proposed needs this year, so it cannot answer that it has none.",
)


def _take_back_nothing(campaign: Campaign, party: Party, *, actor: User | None, at: datetime) -> None:
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    for said in NoNeed.objects.filter(campaign=campaign, party=party):
        record("need.nothing_taken_back", said, actor=actor, at=at, party=party.internal_code)
        said.delete()


def _tidy(told: dict[str, Any]) -> dict[str, Any]:
    """Texts in one spelling, the tax code checked, the enterprise looked up."""
    told = {"why": "", "people": None, "amount": None, **told}
    told.update({name: nfc(told[name]).strip() for name in TEXTS})
    code = (told.get("tax_code") or "").strip()
    told["tax_code"] = str(parse_tax_code(code)) if code else ""
    told["folded"] = fold(told["name"])[:250]
    known = (
        Party.objects.filter(tax_code=told["tax_code"], merged_into=None) if code else Party.objects.none()
    )
    told["party"] = known.first()
    return told


def _refuse_closed(campaign: Campaign, on: date) -> None:
    if not campaign.is_open(on):
        why = Text(
            f"Đợt đề xuất năm {campaign.year} nhận từ {day(campaign.opens_on)} đến hết {day(campaign.closes_on)}.",
            f"The needs of {campaign.year} are taken from {day(campaign.opens_on)} to {day(campaign.closes_on)}.",
        )
        raise Refused(Problem("", why, "campaign-closed"))


def _refuse_decided(need: Need) -> None:
    if need.state != Need.State.PROPOSED:
        why = Text(
            f"Đề xuất “{need.what}” của {need.name} đã được xem xét ({need.get_state_display()}) nên không sửa được.",
            f"The need “{need.what}” of {need.name} is decided ({need.get_state_display()}) and cannot be changed.",
        )
        raise Refused(Problem("", why, "need-decided"))


FIELDS: Sequence[Field] = (
    Field("name", Text("Tên đơn vị có nhu cầu", "Who needs it"), required=True, example="HTX chè mẫu"),
    Field("tax_code", Text("Mã số thuế", "Tax code")),
    Field(
        "kind",
        Text("Loại nhu cầu", "Kind of need"),
        required=True,
        example=str(Need.Kind.SYSTEM.label),
        choices={
            **{str(label): value for value, label in Need.Kind.choices},
            **{one: one for one in Need.Kind.values},
        },
    ),
    Field("what", Text("Nội dung cụ thể", "What exactly"), required=True, example="ISO 22000"),
    Field("why", Text("Lý do", "Why")),
    Field("people", Text("Số người", "People"), kind="whole"),
    Field("amount", Text("Kinh phí dự kiến (đồng)", "Money (đồng)"), kind="number"),
)


@dataclass(slots=True)
class Taken:
    """What became of a sheet: how many rows are new or changed, how many said nothing new, what is wrong by cell."""

    new: int = 0
    repeated: int = 0
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)


def take_sheet(
    campaign: Campaign,
    proposer: Party,
    file: IO[bytes],
    *,
    name: str,
    actor: User | None,
    at: datetime,
    dry: bool = False,
) -> Taken:
    """Every row of a sheet as a need, or none: with any problem nothing is stored. `dry` only tells what would
    happen. The same sheet sent twice changes nothing the second time. Raises Refused for what is no such sheet."""
    _refuse_closed(campaign, timezone.localdate(at))
    found = read(file, name, FIELDS)
    taken = Taken(problems=list(found.problems), remarks=list(found.remarks))
    with transaction.atomic():
        for row in found.rows:
            if any(one.required and one.key not in row.values for one in FIELDS):
                continue  # named above, by its cell
            try:
                _, is_new = propose(campaign, proposer, actor=actor, at=at, way=Need.Way.SHEET, **row.values)
            except Refused as refused:
                key = "tax_code" if row.values.get("tax_code") else "name"
                taken.problems += [
                    Problem(found.cell(key, row.line), one.why, one.code) for one in refused.problems
                ]
                continue
            taken.new += is_new
            taken.repeated += not is_new
        if taken.problems or dry:
            transaction.set_rollback(True)
    return taken


@transaction.atomic
def accept(
    need: Need, *, reason: str = "", actor: User | None, at: datetime, opened: Opened | None = None
) -> None:
    """It goes into the consolidated list."""
    _decide(need, Need.State.ACCEPTED, reason, None, actor, at, opened)


@transaction.atomic
def return_need(
    need: Need, *, reason: str, actor: User | None, at: datetime, opened: Opened | None = None
) -> None:
    """It does not go in; its proposer reads why. Raises Refused without a reason."""
    _decide(need, Need.State.RETURNED, reason, None, actor, at, opened)


@transaction.atomic
def merge(need: Need, into: Need, *, actor: User | None, at: datetime, opened: Opened | None = None) -> None:
    """It is the same as another, which stands for both. Raises Refused for another campaign, for itself, and for one
    that is merged away itself."""
    if need.pk == into.pk or need.campaign_id != into.campaign_id or into.state == Need.State.MERGED:
        why = Text(
            "Chỉ gộp được vào một đề xuất khác, còn đứng riêng, trong cùng đợt.",
            "It can be merged only into another need of this campaign that stands by itself.",
        )
        raise Refused(Problem("into", why, "merge"))
    called = names([into.proposer_id], on=timezone.localdate(at)).get(into.proposer_id, str(into.proposer))
    reason = f"Trùng với đề xuất “{into.what}” của {called}."
    Need.objects.filter(merged_into=need).update(merged_into=into)
    _decide(need, Need.State.MERGED, reason, into, actor, at, opened)


def _decide(
    need: Need,
    state: str,
    reason: str,
    into: Need | None,
    actor: User | None,
    at: datetime,
    opened: Opened | None,
) -> None:
    held = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    _refuse_decided(held)
    if state == Need.State.RETURNED and not reason.strip():
        why = Text("Ghi lý do trả lại: người đề xuất sẽ đọc.", "Say why: the proposer reads it.")
        raise Refused(Problem("reason", why, "reason"))
    values = {
        "state": state,
        "reason": nfc(reason).strip(),
        "merged_into": into,
        "decided_by": actor,
        "decided_at": at,
    }
    change(need, values, verb=f"need.{state}", actor=actor, at=at, opened=opened)
    if need.proposed_by is not None:
        tell(
            need.proposed_by,
            "campaign",
            Text(f"Đề xuất “{need.what}”: {need.get_state_display()}", f"Your need “{need.what}” is {state}"),
            Text(need.reason, need.reason),
            at=at,
            link=reverse("need", args=[need.pk]),
        )


@transaction.atomic
def take_up_again(need: Need, *, actor: User | None, at: datetime, opened: Opened | None = None) -> None:
    """A decision is taken back: the need waits again. What was merged into it waits too."""
    if need.state == Need.State.PROPOSED:
        return
    values = {
        "state": Need.State.PROPOSED,
        "reason": "",
        "merged_into": None,
        "decided_by": None,
        "decided_at": None,
    }
    change(need, values, verb="need.taken_up_again", actor=actor, at=at, opened=opened)


REMINDERS: Sequence[tuple[int, Text]] = (
    (7, Text("Còn 7 ngày để đề xuất nhu cầu", "Seven days left to name your needs")),
    (2, Text("Còn 2 ngày để đề xuất nhu cầu", "Two days left to name your needs")),
    (-1, Text("Đã quá hạn đề xuất nhu cầu", "The day to name your needs has passed")),
)
"""How many days before the closing day those who have not answered are reminded; the last is the day after it."""


def remind(at: datetime) -> None:
    """Remind the agencies that have not answered, each once for each reminder: what the worker does every minute."""
    today = timezone.localdate(at)
    near = Campaign.objects.filter(opens_on__lte=today, closes_on__gte=today - timedelta(days=1))
    for campaign in near.filter(closes_on__lte=today + timedelta(days=7)):
        left = (campaign.closes_on - today).days
        due = [(days, words) for days, words in REMINDERS if left <= days]
        days, words = due[-1]
        with transaction.atomic():
            tell_all(
                people_of(silent(campaign, today), today),
                "campaign",
                words,
                Text(
                    f"Năm {campaign.year}, hạn {day(campaign.closes_on)}.",
                    f"{campaign.year}, by {day(campaign.closes_on)}.",
                ),
                at=at,
                link=reverse("needs_year", args=[campaign.year]),
                once=f"campaign:{campaign.pk}:T{-days:+d}",
            )

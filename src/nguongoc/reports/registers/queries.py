"""What one lot's page and one capture's page show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import sector
from nguongoc.domain.vietnam.units import quantity
from nguongoc.foundation.shared.components import Fact, Status, Tone
from nguongoc.foundation.shared.templatetags.vn import day, moment, number
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party, name_then, unit_then
from nguongoc.registry.parties.queries import Place, names
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.registers.captures import state
from nguongoc.reports.registers.steps import step
from nguongoc.trace.chains.queries import Reading, expected_of, read
from nguongoc.trace.events import queries as log
from nguongoc.trace.events.models import Capture, Event

EXPIRED = Status("bad", Text("đã hết hạn", "past its date"))
INTERNAL = Status("quiet", Text("mã nội bộ, không phải GTIN", "internal number, not a GTIN"))
DECLARES_ERROR = Status("bad", Text("khai báo sai sót", "error declaration"))
WITHDRAWN = Status("quiet", Text("đã được sửa", "corrected"))
COUNTS = Status("good", Text("có hiệu lực", "in force"))


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a line of a lot's page: when, which stage, who sent it, where, how much, and whether it still
    counts."""

    at: datetime
    recorded_at: datetime
    stage: Text
    step: Text
    sender: str
    place: str
    amounts: str
    state: Status
    link: str


@dataclass(frozen=True, slots=True)
class LotPage:
    """A lot as those see it who work with it."""

    lot: Lot
    facts: Sequence[Fact]
    reading: Reading
    events: Sequence[Told]
    vouchers: Mapping[int, str]
    """The names of the parties that vouch for steps of the journey, and of those that sent its events."""


def lot_page(lot: Lot, viewer: Viewer, *, today: date) -> LotPage:
    """The lot's facts, its journey as the public sees it, and the events that name it and that this viewer may
    see."""
    reading = read([lot.identifier], sector_code=lot.product.sector, expected=expected_of(lot))
    events = log.seen_by(viewer, reading.naming) if viewer.may("events.query") else []
    vouchers = {step.vouched_by for step in reading.journey.steps if step.vouched_by}
    known = _called({lot.product.owner_id, *vouchers, *(event.sender for event in events)}, today)
    called = {party: name for party, (name, _) in known.items()}
    facts = _facts(lot, *known[lot.product.owner_id], today)
    return LotPage(lot, facts, reading, _lines(lot, events, called, reading.places), called)


def _called(parties: Iterable[int], on: date) -> dict[int, tuple[str, str]]:
    """What these parties were called on that day, and the unit in which they sat."""
    rows = Party.objects.filter(pk__in=set(parties))
    told = rows.annotate(called=name_then(on, "pk"), seat=unit_then(on, "pk"))
    return {pk: (name or "", unit or "") for pk, name, unit in told.values_list("pk", "called", "seat")}


def _facts(lot: Lot, maker: str, seat: str, today: date) -> list[Fact]:
    product = lot.product
    is_past = lot.expires_on is not None and lot.expires_on < today
    amount = (
        quantity(lot.quantity, lot.uom or None, get_language() or "vi") if lot.quantity is not None else ""
    )
    facts = [
        Fact(Text("Sản phẩm", "Product"), product.name, link=reverse("product", args=[product.pk])),
        Fact(Text("Mã số", "Number"), product.gtin, status=INTERNAL if product.is_internal else None),
        Fact(Text("Đơn vị", "Party"), maker, note=seat, link=reverse("party", args=[product.owner_id])),
        Fact(Text("Ngành hàng", "Sector"), sector(product.sector).name, note=sector(product.sector).standard),
        Fact(Text("Ngày làm", "Made on"), day(lot.produced_on)),
        Fact(Text("Hạn dùng", "Expires"), day(lot.expires_on), status=EXPIRED if is_past else None),
        Fact(Text("Khối lượng đã khai", "Declared amount"), amount),
        Fact(Text("Nơi làm ra", "Origin"), lot.origin.name if lot.origin else ""),
        Fact(Text("Mở lúc", "Opened"), moment(lot.created_at)),
    ]
    return [fact for fact in facts if fact.value not in ("", "–")]


def _lines(
    lot: Lot, events: Sequence[Event], senders: Mapping[int, str], where: Mapping[str, Place]
) -> list[Told]:
    corrected = {event.event_id for event in events if event.declared_at}
    return [_line(lot, event, senders, where, corrected) for event in events]


def _line(
    lot: Lot, event: Event, senders: Mapping[int, str], where: Mapping[str, Place], corrected: set[str]
) -> Told:
    stage = sector(lot.product.sector).stage_of(event.body)
    place = where.get(_point(event))
    return Told(
        at=event.event_time,
        recorded_at=event.record_time,
        stage=stage.name if stage else Text("ngoài các công đoạn", "outside the stages"),
        step=step(event.biz_step),
        sender=senders.get(event.sender, ""),
        place=f"{place.kind_label} · {place.commune}" if place else "",
        amounts=_amounts(event.body, lot.identifier),
        state=DECLARES_ERROR if event.declared_at else WITHDRAWN if event.event_id in corrected else COUNTS,
        link=reverse("event_page", args=[event.pk]),
    )


def _point(event: Event) -> str:
    return str(event.body.get("readPoint", {}).get("id", ""))


_IN, _OUT = ("inputQuantityList",), ("outputQuantityList", "quantityList", "childQuantityList")


def _amounts(body: Mapping[str, Any], key: str) -> str:
    """How much: of a transformation, what went in and what came out; otherwise how much of this lot."""
    taken, given = _listed(body, _IN), _listed(body, _OUT)
    if taken or body.get("type") == "TransformationEvent":
        return f"{_said(taken)} → {_said(given)}"
    return _said([element for element in given if element["epcClass"] == key])


def _listed(body: Mapping[str, Any], members: Iterable[str]) -> list[Mapping[str, Any]]:
    return [one for member in members for one in body.get(member, ()) if one.get("quantity") is not None]


def _said(elements: Iterable[Mapping[str, Any]]) -> str:
    sums: dict[str | None, Decimal] = {}
    for one in elements:
        sums[one.get("uom")] = sums.get(one.get("uom"), Decimal(0)) + Decimal(str(one["quantity"]))
    language = get_language() or "vi"
    return " + ".join(quantity(amount, unit, language) for unit, amount in sums.items())


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was wrong with a document, or that its sender should know."""

    where: str
    why: Text
    state: Status


@dataclass(frozen=True, slots=True)
class CapturePage:
    """A capture: what was sent, what became of it, and why. `verdict` says it in two sentences, with what to do."""

    job: Capture
    facts: Sequence[Fact]
    faults: Sequence[Fault]
    verdict: tuple[Tone, Text, Text]


WRONG = Status("bad", Text("lỗi", "problem"))
WARNING = Status("wait", Text("cần lưu ý", "warning"))


def capture_page(job: Capture) -> CapturePage:
    """All that is known of one capture."""
    called = names([job.sender_id], on=timezone.localdate(job.received_at))
    facts = [
        Fact(Text("Đơn vị gửi", "Sender"), called.get(job.sender_id, "")),
        Fact(Text("Nhận lúc", "Received"), moment(job.received_at)),
        Fact(Text("Xong lúc", "Finished"), moment(job.finished_at), status=state(job)),
        Fact(Text("Sự kiện mới", "New events"), number(job.events)),
        Fact(Text("Đã có từ trước", "Repeated"), number(job.repeated)),
        Fact(Text("Khi gặp lỗi", "When something is wrong"), job.get_behaviour_display()),
        Fact(Text("Tài liệu", "Document"), job.media_type, note=f"{number(job.size)} byte"),
        Fact(Text("Mã băm SHA-256", "SHA-256"), job.digest),
        Fact(Text("Mã lần ghi", "Capture id"), str(job.pk)),
    ]
    faults = [*_faults(job.problems, WRONG), *_faults(job.warnings, WARNING)]
    return CapturePage(job, facts, faults, _verdict(job))


def _verdict(job: Capture) -> tuple[Tone, Text, Text]:
    wrong, new = len(job.problems), number(job.events)
    if job.finished_at is None:
        words = Text(
            "Hệ thống đang đọc tài liệu. Mở lại trang này sau ít phút.", "It is being read. Come back soon."
        )
        return "info", Text("Đang ghi", "Being taken in"), words
    if job.success:
        words = Text(
            f"{new} sự kiện mới đã vào kho. Không phải làm gì thêm.",
            f"{new} new events are in the store. Nothing more is to be done.",
        )
        return "good", Text("Đã ghi xong", "Taken in"), words
    again = Text(
        "Sửa đúng chỗ rồi gửi lại cả tài liệu: sự kiện nào đã ghi sẽ không bị ghi lần thứ hai.",
        "Mend it and send the whole document again: what was taken in is not taken in twice.",
    )
    if job.events:
        words = Text(
            f"{new} sự kiện đúng đã vào kho, {wrong} chỗ có lỗi thì không. {again.vi}",
            f"{new} good events are in the store, {wrong} faults kept the others out. {again.en}",
        )
        return "wait", Text("Chỉ ghi được một phần", "Taken in in part"), words
    words = Text(
        f"Không sự kiện nào của tài liệu này vào kho, vì {wrong} chỗ có lỗi. {again.vi}",
        f"No event of this document is in the store, because of {wrong} faults. {again.en}",
    )
    return "bad", Text("Tài liệu bị từ chối", "The document was refused"), words


def _faults(found: Iterable[Mapping[str, str]], state: Status) -> Iterable[Fault]:
    for one in found:
        yield Fault(one["where"], Text(one["vi"], one["en"]), state)

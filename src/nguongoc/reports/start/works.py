"""The lists that several start pages share, each from one question to the rows that the reader may see; none where the
page's counts already say that there is nothing to list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Func, Max, QuerySet
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.templatetags.vn import day, due, moment
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.products.models import Product
from nguongoc.registry.products.queries import without_required
from nguongoc.reports.registers import captures, lots, products, queries
from nguongoc.reports.start.board import Row, Section
from nguongoc.trace.chains.words import drawn, missing, stages, standing
from nguongoc.trace.events.models import Capture

SHOWN, HALF = 6, 3
JUST_PAST = 90
"""Days for which a lot past its date is still of interest on a start page; the register keeps them all."""


def gaps(found: QuerySet[Lot], count: int) -> Section:
    """Lots of which some expected stage is not told."""
    return Section(
        id="con-thieu",
        name=Text("Lô còn thiếu công đoạn", "Lots with gaps"),
        rows=[gap(lot) for lot in found.filter(lots.GAPS)[:SHOWN]] if count else [],
        empty=Text("Mọi lô đã có sự kiện đều đủ công đoạn.", "Every lot with events has all its stages."),
        more=lots.address(chuoi="thieu"),
        count=count,
    )


def gap(lot: Lot) -> Row:
    """One such lot: which stages, and since when nothing came."""
    chain, named = drawn(lot), missing(lot)
    last = chain.last_at if chain else None
    return Row(
        name=lot.product.name,
        link=reverse("lot", args=[lot.pk]),
        code=lot.number,
        status=standing(lot),
        note=Text(f"thiếu {named.vi}", f"missing {named.en}"),
        when=Text(f"ghi cuối {day(last)}", f"last told {day(last)}") if last else "",
    )


def dates(found: QuerySet[Lot], today: date, count: int) -> Section:
    """Lots whose date comes within a month, the nearest first; then those whose date has just passed."""
    since = date.fromordinal(today.toordinal() - JUST_PAST)
    soon = found.filter(lots.near(today)).order_by("expires_on", "number")[:SHOWN] if count else ()
    just_past = found.filter(lots.past(today), expires_on__gte=since).order_by("-expires_on", "number")[:HALF]
    return Section(
        id="han-dung",
        name=Text("Hạn dùng", "Dates"),
        rows=[_dated(lot, today) for lot in (*soon, *just_past)],
        empty=Text("Không có lô nào sắp hết hạn trong 30 ngày.", "No lot expires within 30 days."),
        more=lots.address(han="gan") if count else lots.address(han="qua"),
        count=count,
    )


def _dated(lot: Lot, today: date) -> Row:
    days = (lot.expires_on - today).days if lot.expires_on else 0
    state = Status("wait", Text("sắp hết hạn", "expires soon")) if days >= 0 else queries.EXPIRED
    return Row(
        name=lot.product.name,
        link=reverse("lot", args=[lot.pk]),
        code=lot.number,
        status=state,
        note=Text(f"hạn {day(lot.expires_on)}", f"date {day(lot.expires_on)}"),
        when=due(lot.expires_on, today) if days >= 0 else Text(f"{-days} ngày trước", f"{-days} days ago"),
        tone=state.tone,
    )


def telling_after_expiry(found: QuerySet[Lot], count: int) -> Section:
    """Lots of which somebody still told something after their last day."""
    late = found.filter(lots.telling_after_expiry())[:SHOWN] if count else ()
    return Section(
        id="ghi-sau-han",
        name=Text("Hết hạn mà còn ghi sự kiện", "Past their date and still told of"),
        rows=[_told_late(lot) for lot in late],
        empty=Text("Không có lô nào được ghi sau khi hết hạn.", "No lot was told of after its date."),
        more=lots.address(han="ghi-sau"),
        count=count,
    )


def _told_late(lot: Lot) -> Row:
    chain = drawn(lot)
    return Row(
        name=lot.product.name,
        link=reverse("lot", args=[lot.pk]),
        code=lot.number,
        status=Status("bad", Text("ghi sau hạn", "told of after its date")),
        note=Text(f"hạn {day(lot.expires_on)}", f"date {day(lot.expires_on)}"),
        when=Text(f"ghi cuối {day(chain.last_at)}", f"last told {day(chain.last_at)}") if chain else "",
        tone="bad",
    )


def refused(found: QuerySet[Capture], at: datetime) -> Section:
    """Documents refused lately, whole or in part, each with what was wrong first."""
    lately = found.filter(captures.WITH_PROBLEMS, received_at__gte=at - captures.LATELY)
    return Section(
        id="bi-tu-choi",
        name=Text("Lần ghi bị từ chối trong 30 ngày", "Captures refused within 30 days"),
        rows=[_refusal(job) for job in lately[:SHOWN]],
        empty=Text("Không có tài liệu nào bị từ chối.", "No document was refused."),
        more=captures.address(**{"ket-qua": "tu-choi", "trong": "30"}),
    )


def _refusal(job: Capture) -> Row:
    return Row(
        name=captures.first_problem(job),
        link=reverse("capture_job", args=[job.pk]),
        status=captures.state(job),
        when=moment(job.received_at),
    )


def refused_by_party(found: QuerySet[Any], at: datetime) -> Section:
    """The same for who looks after many: one row a sender, the latest first."""
    lately = found.filter(captures.WITH_PROBLEMS, received_at__gte=at - captures.LATELY)
    senders = (
        lately.order_by().values("sender", "sender_name").annotate(n=Count("pk"), last=Max("received_at"))
    )
    return Section(
        id="bi-tu-choi",
        name=Text("Đơn vị có lần ghi bị từ chối", "Parties with refused captures"),
        rows=[
            _sender(one["sender_name"] or "", one["n"], one["last"])
            for one in senders.order_by("-last")[:SHOWN]
        ],
        empty=Text(
            "Không có tài liệu nào bị từ chối trong 30 ngày.", "No document was refused within 30 days."
        ),
        more=captures.address(**{"ket-qua": "tu-choi", "trong": "30"}),
    )


def _sender(name: str, count: int, last: datetime) -> Row:
    return Row(
        name=name,
        link=captures.address(**{"ket-qua": "tu-choi", "trong": "30", "tim": name}),
        status=Status("bad", Text(f"{count} lần bị từ chối", f"{count} refused")),
        when=moment(last),
    )


def incomplete_products(found: QuerySet[Product]) -> Section:
    """Products whose record lacks what it must say. They are counted only where they are more than the list shows."""
    lacking = found.filter(without_required())
    first = list(lacking[: SHOWN + 1])
    return Section(
        id="san-pham",
        name=Text("Sản phẩm thiếu thông tin bắt buộc", "Products without required fields"),
        rows=[_product(one) for one in first[:SHOWN]],
        empty=Text("Mọi hồ sơ sản phẩm đều đủ thông tin.", "Every product's record is complete."),
        more=products.address(**{"ho-so": "thieu"}),
        count=len(first) if len(first) <= SHOWN else lacking.count(),
    )


def _product(product: Product) -> Row:
    return Row(
        name=product.name,
        link=reverse("product", args=[product.pk]),
        code=product.gtin,
        status=products.record(product),
        note=products.lacks(product),
    )


def next_steps(found: QuerySet[Lot], *, silent: int, last_sent: datetime | None, at: datetime) -> Section:
    """What to do next, read from what is missing: the stages most often missing first."""
    rows = []
    if last_sent is None or at - last_sent > captures.LATELY:
        rows.append(_send_again(last_sent))
    rows += [_tell(*one) for one in _missing_most(found)]
    if silent:
        name = Text(f"Ghi sự kiện đầu tiên cho {silent} lô", f"Tell the first event of {silent} lots")
        rows.append(Row(name, lots.address(chuoi="chua")))
    return Section(
        id="lam-tiep",
        name=Text("Nên làm tiếp", "What to do next"),
        rows=rows,
        empty=Text("Không có việc nào đang chờ.", "Nothing waits."),
    )


def _send_again(last: datetime | None) -> Row:
    name = Text("Gửi sự kiện đầu tiên của đơn vị", "Send your party's first events")
    if last is not None:
        name = Text("Gửi tiếp: 30 ngày qua chưa gửi gì", "Send again: nothing came for 30 days")
    return Row(name, reverse("captures"))


def _tell(sector_code: str, stage: str, count: int) -> Row:
    name = stages(sector_code, [stage])
    words = Text(f"Bổ sung công đoạn {name.vi} cho {count} lô", f"Tell of {name.en} for {count} lots")
    return Row(words, lots.address(thieu=stage, nganh=sector_code))


def _missing_most(found: QuerySet[Lot], limit: int = 3) -> Iterable[tuple[str, str, int]]:
    """Sector, stage, and of how many of its lots nobody has told it."""
    missed = (
        found.filter(lots.GAPS)
        .order_by()
        .annotate(stage=Func(F("chain__missing"), function="unnest"))
        .values("product__sector", "stage")
        .annotate(n=Count("pk"))
        .order_by("-n", "product__sector", "stage")
    )
    return [(one["product__sector"], one["stage"], one["n"]) for one in missed[:limit]]

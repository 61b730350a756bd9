"""What may be done to numbers: goods are numbered under their owner's prefix, lots opened, prefixes written down."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from nguongoc.domain.gs1 import keys, registry
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.shared import outbound
from nguongoc.registry.identifiers.models import Lot, Prefix, PrefixFee, RegistryAnswer
from nguongoc.registry.identifiers.queries import capacity, next_gtin, own_prefixes, prefixes_of, to_ask
from nguongoc.registry.parties.editing import Opened, Plain, change
from nguongoc.registry.parties.models import AdministrativeUnit, Party
from nguongoc.registry.products.actions import add_packaging, add_product
from nguongoc.registry.products.models import Packaging, Product

_CSET82 = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}""")


@transaction.atomic
def open_lot(
    product: Product,
    number: str,
    *,
    actor: User | None,
    at: datetime,
    produced_on: date | None = None,
    expires_on: date | None = None,
    quantity: Decimal | None = None,
    uom: str = "",
    origin: AdministrativeUnit | None = None,
) -> Lot:
    """A new lot of a product. Raises Refused on letters that a GS1 code cannot carry (GS1 General
    Specifications, set 82) and on a number that this product has used before."""
    _refuse_number(product, number)
    _refuse_unfit(product, produced_on, expires_on, quantity, on=timezone.localdate(at))
    lot = Lot.objects.create(
        product=product,
        number=number,
        produced_on=produced_on,
        expires_on=expires_on,
        quantity=quantity,
        uom=uom,
        origin=origin,
        created_at=at,
    )
    record("lot.opened", lot, actor=actor, at=at, product=product.gtin, number=number)
    return lot


def _refuse_number(product: Product, number: str) -> None:
    if not _CSET82.fullmatch(number):
        why = Text(
            "Số lô gồm 1–20 ký tự: chữ không dấu, chữ số, hoặc dấu như - . / _ ; không có khoảng trắng.",
            "A lot number has 1–20 characters of GS1's set 82: unaccented letters, digits, - . / _; no blank.",
        )
        raise Refused(Problem("number", why, "lot-characters"))
    if Lot.objects.filter(product=product, number=number).exists():
        why = Text(
            f"Sản phẩm này đã có lô {number}. Đặt số lô khác.",
            f"This product already has a lot {number}. Choose another number.",
        )
        raise Refused(Problem("number", why, "lot-taken"))


def _refuse_unfit(
    product: Product,
    produced_on: date | None,
    expires_on: date | None,
    quantity: Decimal | None,
    *,
    on: date,
) -> None:
    problems = []
    if produced_on and expires_on and expires_on < produced_on:
        why = Text("Hạn dùng phải sau ngày làm.", "A lot expires after it is made.")
        problems.append(Problem("expires_on", why, "expires-before-made"))
    if quantity is not None and quantity < 0:
        why = Text("Số lượng không thể âm.", "A quantity is not negative.")
        problems.append(Problem("quantity", why, "negative"))
    if product.retired_on and (produced_on or on) >= product.retired_on:
        why = Text(
            f"Sản phẩm đã ngừng từ {product.retired_on:%d/%m/%Y}, không mở lô mới.",
            f"This product was retired on {product.retired_on:%d/%m/%Y}: no new lots.",
        )
        problems.append(Problem("produced_on", why, "retired"))
    if problems:
        raise Refused(problems)


@transaction.atomic
def change_lot(
    lot: Lot, *, actor: User | None, at: datetime, opened: Opened | None = None, **values: Any
) -> dict[str, list[Plain]]:
    """Change what a lot's record says; its number, which may be printed, stays. Raises Refused, Overtaken."""
    values.pop("number", None)
    made = values.get("produced_on", lot.produced_on)
    ends = values.get("expires_on", lot.expires_on)
    if made and ends and ends < made:
        why = Text("Hạn dùng phải sau ngày làm.", "A lot expires after it is made.")
        raise Refused(Problem("expires_on", why, "expires-before-made"))
    return change(lot, values, verb="lot.changed", actor=actor, at=at, opened=opened)


# Numbers of goods

_NUMBERING = 0x6E756D62  # advisory lock: two people who ask for the next number get two numbers


@transaction.atomic
def register_product(
    name: str, *, owner: Party, gtin: str = "", prefix: Prefix | None = None, at: datetime, **details: Any
) -> Product:
    """A product under a GTIN that its owner may use: the one given, or the next of a prefix of the owner's; with
    neither, an internal number of the range that GS1 leaves for restricted circulation.

    Raises Refused on a GTIN of somebody else's prefix, on one under 893 that no prefix on record covers (none is ever
    made up here), and on a prefix that is full.
    """
    _one_at_a_time()
    number = gtin.strip() or (_next_of(prefix, owner, at) if prefix else _next_internal())
    return add_product(name, gtin=_own(number, owner), owner=owner, at=at, **details)


@transaction.atomic
def register_packaging(
    product: Product, name: str, *, gtin: str, count: int, actor: User | None, at: datetime, **details: Any
) -> Packaging:
    """A packaging under a GTIN-14 that the product's owner may use; with an indicator from 1 to 8 before the
    product's own digits where `gtin` is such an indicator alone."""
    number = gtin.strip()
    if number in set("12345678"):
        body = number + product.gtin[1:13]
        number = body + keys.check_digit(body)
    return add_packaging(
        product, name, gtin=_own(number, product.owner), count=count, actor=actor, at=at, **details
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])


def _own(gtin: str, owner: Party) -> str:
    """This GTIN as 14 digits. Raises Refused where it is wrong, or not the owner's to use."""
    try:
        number = keys.gtin14(gtin)
    except Refused as refused:
        raise Refused(problem.under("gtin") for problem in refused.problems) from None
    if keys.is_restricted(number):
        return number
    prefixes = prefixes_of(number)
    if any(one.party_id == owner.pk for one in prefixes):
        return number
    if prefixes:
        why = Text(
            f"Mã {number} nằm trong đầu mã {prefixes[0].digits} mà GS1 đã cấp cho đơn vị khác. Kiểm tra lại mã.",
            f"{number} lies under the prefix {prefixes[0].digits}, allotted to somebody else. Compare it again.",
        )
        raise Refused(Problem("gtin", why, "others-prefix"))
    if number[1:4] == "893":
        why = Text(
            "Mã 893 phải thuộc một đầu mã đã cấp cho đơn vị. Hãy ghi đầu mã (giấy chứng nhận mã số mã vạch) trước.",
            "A number under 893 must lie under a prefix allotted to the party. Write the prefix down first.",
        )
        raise Refused(Problem("gtin", why, "no-prefix"))
    return number


def _next_of(prefix: Prefix, owner: Party, at: datetime) -> str:
    if not own_prefixes(owner, timezone.localdate(at)).filter(pk=prefix.pk).exists():
        why = Text(
            f"Đầu mã {prefix.digits} không còn hiệu lực, hoặc không phải của đơn vị này.",
            f"The prefix {prefix.digits} is not in force, or not this party's.",
        )
        raise Refused(Problem("prefix", why, "prefix-not-own"))
    number = next_gtin(prefix)
    if number is None:
        why = Text(
            f"Đầu mã {prefix.digits} đã dùng hết {capacity(prefix).total} mã. Hãy xin GS1 Việt Nam đầu mã mới.",
            f"All {capacity(prefix).total} numbers of {prefix.digits} are used. Ask GS1 Vietnam for another prefix.",
        )
        raise Refused(Problem("prefix", why, "prefix-full"))
    return number


INTERNAL = "0021"
"""Where our own numbers begin, as a GTIN-14: GS1 prefix 021, for circulation inside one company or region."""


def _next_internal() -> str:
    last = (
        Product.objects.filter(gtin__startswith=INTERNAL)
        .order_by("-gtin")
        .values_list("gtin", flat=True)
        .first()
    )
    body = f"{INTERNAL}{int(last[4:13]) + 1 if last else 1:09d}"
    return body + keys.check_digit(body)


# Prefixes


@transaction.atomic
def add_prefix(
    party: Party, digits: str, *, since: date, actor: User | None, at: datetime, **details: Any
) -> Prefix:
    """Write down a company prefix that GS1 allotted. Raises Refused on what can be none, and on one that lies under,
    or over, a prefix that another party has."""
    number = digits.strip()
    if not (number.isascii() and number.isdigit() and 7 <= len(number) <= 10) or number[:1] == "2":
        why = Text(
            "Đầu mã doanh nghiệp gồm 7 đến 10 chữ số, như ghi trên giấy chứng nhận (893…).",
            "A company prefix has 7 to 10 digits, as the certificate says (893…).",
        )
        raise Refused(Problem("digits", why, "prefix-digits"))
    near = Prefix.objects.filter(digits__in=[number[:length] for length in range(4, len(number) + 1)])
    under = Prefix.objects.filter(digits__startswith=number)
    other = (near | under).select_related("party").first()
    if other is not None:
        why = Text(
            f"Đầu mã này trùng hoặc lồng với {other.digits} của đơn vị {other.party}.",
            f"This prefix is, or lies within, {other.digits} of {other.party}.",
        )
        raise Refused(Problem("digits", why, "prefix-taken"))
    prefix = Prefix.objects.create(party=party, digits=number, valid_from=since, **details)
    record("prefix.added", prefix, actor=actor, at=at, digits=number, party=party.internal_code)
    return prefix


@transaction.atomic
def change_prefix(
    prefix: Prefix, *, actor: User | None, at: datetime, opened: Opened | None = None, **values: Any
) -> dict[str, list[Plain]]:
    """Change what is known of a prefix: its days, its certificate, until when its fee is paid. Raises Overtaken."""
    values.pop("digits", None)
    return change(prefix, values, verb="prefix.changed", actor=actor, at=at, opened=opened)


FEES = {
    10: (1_000_000, 500_000),
    9: (1_000_000, 800_000),
    8: (1_000_000, 1_500_000),
    7: (1_000_000, 2_000_000),
}


def load_fees() -> None:
    """The fees a new installation begins with (Circular 232/2016/TT-BTC; to be confirmed). What is there stays."""
    PrefixFee.objects.bulk_create(
        (
            PrefixFee(
                digits=digits,
                valid_from=date(2017, 1, 1),
                first=first,
                yearly=yearly,
                source="Thông tư 232/2016/TT-BTC (cần xác nhận)",
            )
            for digits, (first, yearly) in FEES.items()
        ),
        ignore_conflicts=True,
    )


# What GS1's own registry says (*Verified by GS1*)

ASK_ABOUT = "identifiers.ask_registry_about"
"""The job that asks about one number (`tasks`)."""
ASKED_AT_ONCE = 20
"""Numbers in one question: the answer must fit into what a call may bring back (`outbound.LARGEST_ANSWER`)."""


def is_registry_set_up() -> bool:
    """Whether this installation has an address and a key for GS1's registry."""
    return bool(settings.GS1_REGISTRY and settings.GS1_KEY)


def ask_registry(*, at: datetime) -> int:
    """Ask about the next numbers whose answer is missing or has run out, and keep what is said; answers how many were
    asked. Where the registry is not set up, nobody is asked. A question without an answer leaves the last one."""
    if not is_registry_set_up():
        return 0
    asked = to_ask(at=at, most=ASKED_AT_ONCE)
    if asked:
        ask_about(asked, at=at)
    return len(asked)


@transaction.atomic
def ask_again(product: Product, *, actor: User | None, at: datetime) -> None:
    """Have a worker ask about this one number now, whatever is kept of it. Raises Refused for an internal number, and
    where the registry is not set up."""
    if product.is_internal:
        raise Refused(Problem("", _INTERNAL, "internal-number"))
    if not is_registry_set_up():
        raise Refused(Problem("", _NOT_SET_UP, "registry-not-set-up"))
    record("product.registry_asked", product, actor=actor, at=at, gtin=product.gtin)
    app.configure_task(ASK_ABOUT, queue="outbound").defer(gtin=product.gtin)


def ask_about(asked: Sequence[str], *, at: datetime) -> None:
    """One question; keeps what is said, or why nothing was."""
    try:
        said = _said(asked)
    except outbound.Unreachable as unreachable:
        _keep_failure(asked, unreachable.why, at)
    except Refused as refused:
        _keep_failure(asked, refused.problems[0].why, at)
    else:
        rows = [RegistryAnswer(gtin=gtin, said=row, answered_at=at) for gtin, row in said.items()]
        _keep_answers(rows, "said", "answered_at")


def _said(asked: Sequence[str]) -> dict[str, dict[str, Any]]:
    answer = outbound.call(
        settings.GS1_REGISTRY,
        body=json.dumps(list(asked)).encode(),
        headers={
            "APIKey": settings.GS1_KEY,
            "Content-Type": "application/json",
            "Accept": "application/json",
        },
    )
    if answer.status != 200:
        raise Refused(_refused_by_registry(answer.status))
    return registry.answers(answer.body, asked)


def _keep_failure(asked: Sequence[str], why: Text, at: datetime) -> None:
    rows = [RegistryAnswer(gtin=gtin, failed_at=at, why={"vi": why.vi, "en": why.en}) for gtin in asked]
    _keep_answers(rows, "failed_at", "why")


def _keep_answers(rows: Sequence[RegistryAnswer], *fields: str) -> None:
    RegistryAnswer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["gtin"], update_fields=fields
    )


def _refused_by_registry(status: int) -> Problem:
    said = {
        401: Text("Sổ đăng ký GS1 không nhận khóa.", "The registry does not take our key."),
        403: Text("Sổ đăng ký GS1 không cho khóa này hỏi.", "The registry does not let this key ask."),
        429: Text("Sổ đăng ký GS1 báo hỏi quá nhiều.", "The registry says that we ask too much."),
    }
    other = Text(f"Sổ đăng ký GS1 trả lời mã lỗi {status}.", f"The registry answered with status {status}.")
    return Problem("", said.get(status, other), "registry-refused")


_INTERNAL = Text(
    "Mã nội bộ không có trong sổ đăng ký GS1.", "An internal number does not stand in GS1's registry."
)
_NOT_SET_UP = Text(
    "Chưa nối với sổ đăng ký GS1: cần địa chỉ và khóa do GS1 Việt Nam cấp.",
    "GS1's registry is not set up: an address and a key from GS1 Vietnam are needed.",
)

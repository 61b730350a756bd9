"""What may be done to papers: entered, mended, revoked, their end told in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import IO, Any, TypeVar

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import keep, record
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.notices.actions import tell
from nguongoc.registry.certificates.models import PUBLIC, Certificate, Declaration, Laboratory
from nguongoc.registry.identifiers.queries import fees_due
from nguongoc.registry.parties.editing import Opened, change
from nguongoc.registry.parties.models import Membership, Party
from nguongoc.registry.products.models import Product

P = TypeVar("P", Certificate, Declaration)
TEXTS = ("number", "standard", "scope", "issuer", "received_by", "receipt")


@transaction.atomic
def add_certificate(
    party: Party,
    *,
    number: str,
    issuer: str,
    issued_on: date,
    actor: User | None,
    at: datetime,
    products: Iterable[Product] = (),
    file: IO[bytes] | None = None,
    **details: Any,
) -> Certificate:
    """A certificate of a party, for some of its products or (without any) for the whole of it. Raises Refused where
    its issuer has given that number already, on days that cannot be, and on goods of somebody else."""
    if other := Certificate.objects.filter(issuer=nfc(issuer), number=nfc(number)).first():
        raise Refused(_known(other))
    return _add(
        Certificate,
        party,
        products,
        file,
        actor,
        at,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        **details,
    )


@transaction.atomic
def add_declaration(
    party: Party,
    *,
    kind: str,
    number: str,
    issued_on: date,
    actor: User | None,
    at: datetime,
    products: Iterable[Product] = (),
    file: IO[bytes] | None = None,
    **details: Any,
) -> Declaration:
    """A declaration of a party. Raises Refused where it has declared that number already, and as above."""
    if other := Declaration.objects.filter(party=party, kind=kind, number=nfc(number)).first():
        raise Refused(_known(other))
    return _add(
        Declaration,
        party,
        products,
        file,
        actor,
        at,
        kind=kind,
        number=number,
        issued_on=issued_on,
        **details,
    )


def _add(
    model: type[P],
    party: Party,
    products: Iterable[Product],
    file: IO[bytes] | None,
    actor: User | None,
    at: datetime,
    **told: Any,
) -> P:
    goods = list(products)
    _refuse_unfit(party, goods, told["issued_on"], told.get("expires_on"), told.get("public", ()))
    told = _tidy(told)
    kept = _kept(file, actor, at)
    paper = model.objects.create(party=party, file=kept, folded=_folded(told), created_at=at, **told)
    paper.products.set(goods)
    verb = f"{model._meta.model_name}.added"
    numbers = [one.gtin for one in goods]
    record(verb, paper, actor=actor, at=at, party=party.internal_code, number=paper.number, products=numbers)
    return paper


def _kept(file: IO[bytes] | None, actor: User | None, at: datetime) -> Attachment | None:
    if file is None:
        return None
    return keep(file, name=getattr(file, "name", "tep") or "tep", actor=actor, at=at)


def _tidy(told: dict[str, Any]) -> dict[str, Any]:
    return {name: nfc(value) if name in TEXTS else value for name, value in told.items()}


def _folded(told: dict[str, Any]) -> str:
    return fold(f"{told['number']} {told.get('standard', '')} {told.get('issuer', '')}")[:400]


@transaction.atomic
def change_paper(
    paper: Certificate | Declaration,
    *,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
    products: Iterable[Product] | None = None,
    file: IO[bytes] | None = None,
    **values: Any,
) -> None:
    """Change what is known of a paper; a new file takes the old one's place, which stays kept. Raises Refused as
    when it was added, and Overtaken."""
    goods = list(paper.products.all()) if products is None else list(products)
    merged = {name: values.get(name, getattr(paper, name)) for name in ("issued_on", "expires_on", "public")}
    _refuse_unfit(paper.party, goods, merged["issued_on"], merged["expires_on"], merged["public"])
    values = _tidy(values)
    if file is not None:
        values["file"] = _kept(file, actor, at)
    known = {name: values.get(name, getattr(paper, name, "")) for name in ("number", "standard", "issuer")}
    values["folded"] = _folded(known)
    verb = f"{paper._meta.model_name}.changed"
    change(paper, values, verb=verb, actor=actor, at=at, opened=opened)
    was = sorted(paper.products.values_list("gtin", flat=True))
    now = sorted(one.gtin for one in goods)
    if was != now:
        paper.products.set(goods)
        record(verb, paper, actor=actor, at=at, changes={"products": [was, now]})


@transaction.atomic
def revoke_paper(
    paper: Certificate | Declaration, *, on: date, why: str, actor: User | None, at: datetime
) -> None:
    """It holds no more from that day on. It stays, and every page says so."""
    if paper.revoked_on is not None:
        said = Text("Giấy này đã được ghi là thu hồi.", "This paper is revoked already.")
        raise Refused(Problem("on", said, "revoked"))
    if on < paper.issued_on:
        said = Text("Ngày thu hồi không thể trước ngày cấp.", "It cannot be revoked before it was issued.")
        raise Refused(Problem("on", said, "revoked-before-issued"))
    values = {"revoked_on": on, "revoked_why": nfc(why)}
    change(paper, values, verb=f"{paper._meta.model_name}.revoked", actor=actor, at=at)


@transaction.atomic
def describe_laboratory(
    party: Party,
    *,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
    file: IO[bytes] | None = None,
    **values: Any,
) -> Laboratory:
    """What a laboratory or certification body may do. Raises Refused for a party of another kind."""
    if party.kind not in (Party.Kind.LABORATORY, Party.Kind.CERTIFIER):
        why = Text(
            "Chỉ phòng thử nghiệm và tổ chức chứng nhận có mục này. Sửa loại đơn vị trước nếu ghi nhầm.",
            "Only laboratories and certification bodies have this. Mend the party's kind first.",
        )
        raise Refused(Problem("", why, "no-laboratory"))
    found, is_new = Laboratory.objects.get_or_create(party=party)
    if file is not None:
        values["file"] = _kept(file, actor, at)
    change(found, values, verb="laboratory.described", actor=actor, at=at, opened=None if is_new else opened)
    return found


def _known(other: Certificate | Declaration) -> Problem:
    why = Text(
        f"Giấy số {other.number} đã có trong hệ thống (đơn vị {other.party}). Hãy sửa hồ sơ ấy thay vì thêm mới.",
        f"The number {other.number} is on record already (party {other.party}). Mend that record instead.",
    )
    return Problem("number", why, "paper-known")


def _refuse_unfit(
    party: Party, products: list[Product], issued_on: date, expires_on: date | None, public: Iterable[str]
) -> None:
    problems = []
    if expires_on is not None and expires_on < issued_on:
        why = Text("Ngày hết hạn phải sau ngày cấp.", "It ends after it is issued.")
        problems.append(Problem("expires_on", why, "ends-before-it-begins"))
    if others := [one.gtin for one in products if one.owner_id != party.pk]:
        why = Text(
            f"Sản phẩm {', '.join(others)} không phải của đơn vị này.",
            f"The products {', '.join(others)} are not this party's.",
        )
        problems.append(Problem("products", why, "others-products"))
    if unknown := sorted(set(public) - set(PUBLIC)):
        why = Text(f"Không có phần {', '.join(unknown)}.", f"There is no part {', '.join(unknown)}.")
        problems.append(Problem("public", why, "no-such-part"))
    if problems:
        raise Refused(problems)


REMIND_BEFORE = (60, 30, 7, 0)
"""Days before a paper's or a fee's last day on which people are told; each is told once."""


def remind_of_ends(at: datetime) -> None:
    """Tell the people who keep a party's records that a paper ends, or a prefix's yearly fee falls due. Run by the
    sweeper; asked at the beginning of each hour."""
    if at.minute:
        return
    today = timezone.localdate(at)
    until = today + timedelta(days=REMIND_BEFORE[0])
    for model, route in ((Certificate, "certificate"), (Declaration, "declaration")):
        for paper in model.objects.all().in_force(today).filter(expires_on__lte=until):
            name = Text(
                f"{paper.get_kind_display()} {paper.number}", f"{paper.get_kind_display()} {paper.number}"
            )
            _tell(
                paper.party_id,
                "certificate",
                name,
                paper.expires_on,
                reverse(route, args=[paper.pk]),
                today,
                at,
            )
    for prefix in fees_due(today).exclude(fee_paid_until=None).filter(fee_paid_until__gte=today):
        name = Text(f"Phí duy trì đầu mã {prefix.digits}", f"The yearly fee of the prefix {prefix.digits}")
        _tell(prefix.party_id, "prefix", name, prefix.fee_paid_until, reverse("prefixes"), today, at)


def _tell(party: int, kind: str, name: Text, last: date | None, link: str, today: date, at: datetime) -> None:
    """The same day is told once to a person, at each of REMIND_BEFORE."""
    if last is None:
        return
    left = (last - today).days
    step = min(days for days in REMIND_BEFORE if left <= days)
    words = Text(f"{name.vi}: còn đến hết ngày {last:%d/%m/%Y}", f"{name.en}: until {last:%d/%m/%Y}")
    keepers = Membership.objects.filter(party=party, role__permissions__contains=["registry.edit_own"])
    lasting = keepers.filter(valid_from__lte=today).exclude(valid_to__lt=today).select_related("user")
    for user in {one.user for one in lasting}:
        tell(user, kind, words, at=at, link=link, once=f"{link}:{last.isoformat()}:{step}")

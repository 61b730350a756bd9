"""Links are made, changed and ended by whoever answers for the key; each deed is audited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from nguongoc.domain.gs1 import digital_link
from nguongoc.domain.gs1.digital_link import DigitalLink
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.queries import by_gtin
from nguongoc.trace.resolver.levels import anchor, own_level
from nguongoc.trace.resolver.link_types import OFFERED
from nguongoc.trace.resolver.models import Link
from nguongoc.trace.resolver.queries.resolution import owner_of

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_MEDIA = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a link shall be. `valid_to` is its last day."""

    type: str
    href: str
    title: str
    valid_from: date
    valid_to: date | None = None
    languages: Sequence[str] = ()
    media: str = ""
    contexts: Sequence[str] = ()
    is_default: bool = False
    is_multi: bool = False


@transaction.atomic
def add_link(path: str, wanted: Wanted, *, party: Party, actor: User | None, at: datetime) -> Link:
    """A new link of what this path names (`/01/09506000134352/10/L1`). Raises Refused where the path names nothing of
    this party's, and for whatever is wrong with the link."""
    named = anchor(own_level(_own(path, party).path))
    wrong = list(_problems(wanted, named, besides=None))
    if wrong:
        raise Refused(wrong)
    link = Link.objects.create(party=party, anchor=named, created_at=at, **_fields(wanted))
    record("link.made", link, actor=actor, at=at, anchor=named, **_told(wanted))
    return link


@transaction.atomic
def change_link(link: Link, wanted: Wanted, *, actor: User | None, at: datetime) -> Link:
    """The link as it shall be from now on. Raises Refused; one that was ended cannot be changed."""
    link = Link.objects.select_for_update().get(pk=link.pk)
    if link.ended_at is not None:
        raise Refused(_ended())
    wrong = list(_problems(wanted, link.anchor, besides=link.pk))
    if wrong:
        raise Refused(wrong)
    before = {name: getattr(link, name) for name in ("href", "type", "title", "is_default")}
    for name, value in _fields(wanted).items():
        setattr(link, name, value)
    link.save()
    record("link.changed", link, actor=actor, at=at, anchor=link.anchor, before=before, **_told(wanted))
    return link


@transaction.atomic
def end_link(link: Link, *, actor: User | None, at: datetime) -> None:
    """Take a link away. Ending it twice changes nothing."""
    if Link.objects.filter(pk=link.pk, ended_at=None).update(ended_at=at):
        record("link.ended", link, actor=actor, at=at, anchor=link.anchor, href=link.href)


def _own(path: str, party: Party) -> DigitalLink:
    """The thing that is named, if it is this party's. Raises Refused."""
    try:
        link = digital_link.parse(digital_link.CANONICAL_DOMAIN + "/" + path.strip().strip("/"))
    except Refused as refusal:
        raise Refused([found.under("anchor") for found in refusal.problems]) from None
    if "21" in dict(link.qualifiers) and len(link.qualifiers) > 1:
        raise Refused(_one_level())
    if owner_of(link) != party.pk:
        raise Refused(_not_yours())
    if link.key.ai in ("01", "8006") and by_gtin(link.key.value[:14]) is None:
        raise Refused(_no_product())
    return link


def _fields(wanted: Wanted) -> dict[str, Any]:
    fields = asdict(wanted)
    return {
        **fields,
        "title": nfc(wanted.title.strip()),
        "languages": [*wanted.languages],
        "contexts": [*wanted.contexts],
    }


def _told(wanted: Wanted) -> dict[str, Any]:
    return {"type": wanted.type, "href": wanted.href, "is_default": wanted.is_default}


def _problems(wanted: Wanted, named: str, *, besides: int | None) -> Iterator[Problem]:
    if wanted.type not in OFFERED:
        yield _problem(
            "type", "Chọn một loại liên kết trong danh sách.", "Choose a link type of the list.", "link-type"
        )
    yield from _href_problems(wanted.href)
    if not wanted.title.strip() or len(wanted.title) > 200:
        yield _problem(
            "title",
            "Ghi tên trang, tối đa 200 ký tự.",
            "Say what the page is, in up to 200 characters.",
            "title",
        )
    for tag in wanted.languages:
        if not _LANGUAGE.fullmatch(tag):
            vi, en = (
                f"“{tag}” không phải mã ngôn ngữ: vi, en, en-US.",
                f"“{tag}” is no language: vi, en, en-US.",
            )
            yield _problem("languages", vi, en, "language")
    if wanted.media and not _MEDIA.fullmatch(wanted.media):
        yield _problem(
            "media", "Ghi như text/html, application/pdf.", "Write it as text/html, application/pdf.", "media"
        )
    if wanted.is_multi and not wanted.languages:
        vi = "Liên kết mặc định theo ngôn ngữ phải có ngôn ngữ."
        yield _problem("languages", vi, "A default by language needs its language.", "language-needed")
    if wanted.valid_to and wanted.valid_to < wanted.valid_from:
        yield _problem(
            "valid_to", "Ngày cuối phải sau ngày đầu.", "The last day must follow the first.", "validity"
        )
    elif wanted.is_default and _another_default(wanted, named, besides):
        vi = "Trong thời gian này mã đã có một liên kết mặc định khác. Kết thúc liên kết ấy trước."
        yield _problem(
            "is_default",
            vi,
            "The code has another default in this time. End that one first.",
            "default-taken",
        )


def _another_default(wanted: Wanted, named: str, besides: int | None) -> bool:
    others = Link.objects.filter(anchor=named, is_default=True, ended_at=None)
    others = others if besides is None else others.exclude(pk=besides)
    others = others.filter(Q(valid_to=None) | Q(valid_to__gte=wanted.valid_from))
    return (others.filter(valid_from__lte=wanted.valid_to) if wanted.valid_to else others).exists()


def _href_problems(href: str) -> Iterator[Problem]:
    """An address of somebody's own, by name and under https: nothing that hides where it leads."""
    try:
        parts = urlsplit(href)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if len(href) > LONGEST or parts.scheme != "https" or re.search(r"[\s\\<>\"{}|^`]", href):
        vi = f"Địa chỉ phải bắt đầu bằng https://, không có khoảng trắng, tối đa {LONGEST} ký tự."
        yield _problem(
            "href", vi, f"It must begin with https://, without blanks, up to {LONGEST} characters.", "https"
        )
    elif (
        parts.username is not None or port not in (None, 443) or _is_number(host) or not _HOST.fullmatch(host)
    ):
        vi = "Địa chỉ phải có tên miền công khai; không dùng số IP, cổng riêng hay tên đăng nhập."
        yield _problem("href", vi, "It needs a public host name: no IP number, port or user name.", "host")
    elif host == urlsplit(settings.BASE_URL).hostname:
        vi = "Trang của hệ thống này đã luôn có sẵn; chỉ thêm trang của đơn vị."
        yield _problem(
            "href", vi, "This system's own pages are always there; add pages of your own.", "own-host"
        )


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _problem(where: str, vi: str, en: str, code: str) -> Problem:
    return Problem(where, Text(vi, en), code)


def _ended() -> Problem:
    return _problem(
        "",
        "Liên kết này đã kết thúc. Thêm liên kết mới.",
        "This link has ended. Add a new one.",
        "link-ended",
    )


def _one_level() -> Problem:
    vi = "Mã của một chiếc chỉ gồm GTIN và số sê-ri; lô là thông tin của chiếc ấy. Bỏ /10/ hoặc /22/."
    en = "An item is its GTIN and serial alone; the lot is something known of it. Leave /10/ or /22/ out."
    return _problem("anchor", vi, en, "item-alone")


def _not_yours() -> Problem:
    vi = "Mã này không thuộc đơn vị bạn. Chỉ thêm liên kết cho sản phẩm, lô, địa điểm hoặc tiền tố GS1 của đơn vị."
    en = "This key is not your party's. Link your own products, lots, places, or keys under your GS1 prefix."
    return _problem("anchor", vi, en, "not-yours")


def _no_product() -> Problem:
    vi = "Thêm sản phẩm mang GTIN này vào hồ sơ trước, rồi thêm liên kết."
    return _problem("anchor", vi, "Add the product with this GTIN first, then its links.", "no-product")

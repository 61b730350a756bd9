"""What is known behind a Digital Link, level by level: the links that were registered, and the house's own page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from nguongoc.domain.gs1.digital_link import CANONICAL_DOMAIN, DigitalLink
from nguongoc.domain.gs1.table import Element
from nguongoc.registry.identifiers.models import Lot, Prefix
from nguongoc.registry.parties.models import Party, Site
from nguongoc.registry.products.models import Product
from nguongoc.registry.products.queries import by_gtin
from nguongoc.trace.chains.queries import read
from nguongoc.trace.resolver import link_types as types
from nguongoc.trace.resolver.choose import Level, Target
from nguongoc.trace.resolver.levels import anchor, levels
from nguongoc.trace.resolver.models import Link
from nguongoc.trace.resolver.queries.condition import condition, is_told, keys, stamp_of

PAGE = "/xem"
"""Under this stem stands the province's own page of what a code names, with all its identifiers in the path."""
VERIFY = "/verify"


@dataclass(frozen=True, slots=True)
class Resolution:
    """Everything that one Digital Link resolves to: its levels, most specific first."""

    levels: tuple[Level, ...]
    is_item: bool


def resolution(link: DigitalLink, *, today: date) -> Resolution | None:
    """None where nothing is known under any of its levels."""
    paths = levels(link.path)
    links = _links([anchor(path) for path in paths], today)
    subject = _subject(link)
    if subject is None and not links and not is_told([CANONICAL_DOMAIN + anchor(path) for path in paths]):
        return None
    is_fine = (
        _is_fine(subject, link, today)
        if any(one.is_default for one in links.get(anchor(paths[0]), ()))
        else True
    )
    found = [
        _level(
            path,
            link.path if number == 0 else path,
            links,
            subject,
            inherited=paths[number:],
            is_fine=is_fine,
        )
        for number, path in enumerate(paths)
    ]
    return Resolution(tuple(found), link.key.ai in ("01", "8006") and "21" in dict(link.qualifiers))


def own_links(link: DigitalLink, *, today: date) -> list[Target]:
    """The links that were registered for this thing or above it, most specific first."""
    anchors = [anchor(path) for path in levels(link.path)]
    found = _links(anchors, today)
    return [one for level in anchors for one in found.get(level, ())]


def _links(anchors: Sequence[str], today: date) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = defaultdict(list)
    for link in (
        Link.objects.in_force(today).filter(anchor__in=anchors).order_by("-is_default", "-valid_from", "pk")
    ):
        found[link.anchor].append(_target(link))
    return found


def _target(link: Link) -> Target:
    return Target(
        link.type,
        link.href,
        link.title,
        tuple(link.languages),
        link.media,
        tuple(link.contexts),
        link.is_default,
        link.is_multi,
    )


def _subject(link: DigitalLink) -> Product | Site | Party | None:
    """The record behind the primary key, where we hold one."""
    key = link.key
    if key.ai in ("01", "8006"):
        return by_gtin(key.value[:14])
    if key.ai == "414":
        return Site.objects.select_related("unit").filter(gln=key.value).first()
    return Party.objects.filter(gln=key.value).first() if key.ai == "417" else None


def _is_fine(subject: object, link: DigitalLink, today: date) -> bool:
    """Whether nothing has to be said of these goods first, so that their code may lead to another's page."""
    if not isinstance(subject, Product):
        return True
    numbers = dict(link.qualifiers)
    lot = Lot.objects.filter(product=subject, number=numbers["10"]).first() if "10" in numbers else None
    serial = numbers.get("21", "")
    told = read(keys(subject.gtin, lot.number if lot else "", serial), sector_code=subject.sector).events
    is_known = bool(serial) and is_told(keys(subject.gtin, "", serial))
    stamp = stamp_of(subject.gtin, serial)
    return condition(subject, lot, serial, stamp, told, is_told=is_known, today=today).is_fine


def _level(
    path: Sequence[Element],
    shown: Sequence[Element],
    links: dict[str, list[Target]],
    subject: Product | Site | Party | None,
    *,
    inherited: Iterable[Sequence[Element]],
    is_fine: bool,
) -> Level:
    here = anchor(path)
    own = tuple(links.get(here, ()))
    taken = {one.type for level in inherited for one in links.get(anchor(level), ())}
    name = _name(path, subject)
    built_in = _built_in(PAGE + anchor(shown), name, path, subject, taken)
    chosen = next((one for one in own if one.is_default), None) if is_fine else None
    return Level(here, name, chosen or built_in[0], own, built_in)


def _built_in(
    page: str, name: str, path: Sequence[Element], subject: object, taken: set[str]
) -> tuple[Target, ...]:
    """The house's own links: its page in both languages, and the service that verifies goods."""
    kinds = [types.REGISTRY]
    if path[0].ai in ("01", "8006"):
        kinds += [types.PIP, *([types.TRACEABILITY] if len(path) > 1 else [])]
    elif path[0].ai in ("414", "417"):
        kinds.append(types.LOCATION)
    found = [
        target
        for kind in kinds
        if kind not in taken
        for target in (
            Target(kind, page, name, ("vi",), "text/html"),
            Target(kind, f"{page}?lang=en", name, ("en",), "text/html"),
        )
    ]
    if isinstance(subject, Product):
        found.append(Target(types.VERIFICATION, VERIFY, f"Xác minh {name}", (), "application/json"))
    return tuple(found)


_KINDS = {
    "00": "Đơn vị vận chuyển (SSCC)",
    "253": "Chứng từ",
    "255": "Phiếu mua hàng",
    "401": "Lô hàng gửi (GINC)",
    "402": "Chuyến hàng (GSIN)",
    "414": "Địa điểm",
    "417": "Tổ chức",
    "8003": "Tài sản dùng lại (GRAI)",
    "8004": "Tài sản (GIAI)",
    "8010": "Linh kiện (CPID)",
    "8013": "Mẫu sản phẩm (GMN)",
    "8017": "Quan hệ dịch vụ (GSRN)",
    "8018": "Quan hệ dịch vụ (GSRN)",
}
_QUALIFIERS = {
    "10": "lô",
    "21": "số",
    "22": "mẫu",
    "235": "số",
    "254": "phần",
    "7040": "nhà máy",
    "8011": "số",
}


def _name(path: Sequence[Element], subject: object) -> str:
    """What is linked, in words: the linkset's itemDescription."""
    key, *qualifiers = path
    name = f"{_KINDS.get(key.ai, 'Sản phẩm')} {key.value}"
    if isinstance(subject, Product):
        name = subject.name
    elif isinstance(subject, Site):  # a place is its commune: a plot may be somebody's home
        name = f"{subject.get_kind_display().capitalize()}, {subject.unit.name}"
    return ", ".join([name, *(f"{_QUALIFIERS.get(ai, ai)} {value}" for ai, value in qualifiers)])


def owner_of(link: DigitalLink) -> int | None:
    """The party that answers for this key: the product's owner, the place's or the organisation itself, else whoever
    was allotted the GS1 company prefix in it. None: nobody of ours."""
    subject = _subject(link)
    if isinstance(subject, Product):
        return subject.owner_id
    if isinstance(subject, Site):
        return subject.party_id
    if isinstance(subject, Party):
        return subject.pk
    return _prefix_owner(link.key)


_INDICATED = ("00", "01", "8003", "8006")
"""Keys that carry one digit before the company prefix."""


def _prefix_owner(key: Element) -> int | None:
    digits = key.value[1:] if key.ai in _INDICATED else key.value
    starts = [digits[:length] for length in range(4, 13)]
    found = Prefix.objects.filter(Q(digits__in=starts)).order_by("-valid_from").first()
    return found.party_id if found else None

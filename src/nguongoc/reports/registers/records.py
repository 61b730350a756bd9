"""One record's own page: what is known, what belongs to it, what may be done, and who changed what from what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.load import sector
from nguongoc.foundation.accounts.actions import ROLES
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.shared.components import Fact, Place, Status, Words, Work
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, moment, number
from nguongoc.registry.certificates.forms import PARTS, CertificateForm, DeclarationForm, LaboratoryForm
from nguongoc.registry.certificates.models import Certificate, Declaration
from nguongoc.registry.certificates.views import state as paper_state
from nguongoc.registry.identifiers.actions import is_registry_set_up
from nguongoc.registry.identifiers.forms import LotForm, PrefixForm
from nguongoc.registry.identifiers.models import Prefix
from nguongoc.registry.identifiers.queries import capacity, registry_says
from nguongoc.registry.identifiers.views import prefix_state
from nguongoc.registry.parties.editing import entries
from nguongoc.registry.parties.forms import PartyForm, SiteForm
from nguongoc.registry.parties.models import (
    Party,
    PartyAddress,
    PartySuccession,
    Site,
    name_then,
    unit_then,
)
from nguongoc.registry.parties.queries import names
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.parties.rights import edits as may_edit
from nguongoc.registry.products.completeness import Completeness, completeness, in_force
from nguongoc.registry.products.forms import ProductForm
from nguongoc.registry.products.models import Packaging, Product, ProductImage
from nguongoc.registry.products.queries import risk_on
from nguongoc.reports.registers import audit

SHOWN, LOTS = 12, 6


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to a record: rows of one kind, and where to find all or add another."""

    id: str
    name: Text
    rows: Sequence[Work]
    empty: Text
    more: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record's history."""

    at: str
    who: Words
    deed: Text
    changes: Sequence[tuple[str, str, str]]
    details: str


@dataclass(frozen=True, slots=True)
class Page:
    """A record as those see it who work with it. `ways` are (words, address), the main one first."""

    name: str
    note: Words
    facts: Sequence[Fact]
    parts: Sequence[Part]
    history: Sequence[Line]
    ways: Sequence[tuple[Text, str]] = ()
    states: Sequence[Status] = ()
    images: Sequence[ProductImage] = ()
    places: Sequence[Place] = ()
    trail: Sequence[tuple[Words, str]] = field(default_factory=tuple)


FORMS = (
    PartyForm,
    SiteForm,
    PrefixForm,
    LotForm,
    LaboratoryForm,
    DeclarationForm,
    CertificateForm,
    ProductForm,
)
LABELS: dict[str, Any] = {name: one.label for form in FORMS for name, one in form.base_fields.items()}
OWN_WORDS = {
    "revoked_on": Text("Thu hồi từ ngày", "Revoked from"),
    "revoked_why": Text("Lý do thu hồi", "Why revoked"),
    "merged_into": Text("Gộp vào", "Merged into"),
    "gtin": Text("Mã số", "Number"),
    "area_m2": Text("Diện tích (m²)", "Area (m²)"),
}
HIDDEN = ("folded", "version", "shape")
FIGURES = ("area_m2", "quantity")
ROLE_NAMES = {code: Text(vi, en) for code, vi, en, _ in ROLES}


def history(row: models.Model) -> list[Line]:
    """Who did what to this record, the latest first, each change from what to what."""
    return [_line(entry) for entry in entries(row)[:SHOWN]]


def _line(entry: Entry) -> Line:
    changes = [
        (_label(name), _said(name, was), _said(name, now))
        for name, (was, now) in entry.details.get("changes", {}).items()
        if name not in HIDDEN
    ]
    rest = {name: value for name, value in entry.details.items() if name not in ("changes", "version")}
    who: Words = str(entry.actor) if entry.actor else Text("hệ thống", "the system")
    details = ", ".join(_said(name, value) for name, value in rest.items() if value)
    return Line(moment(entry.at), who, audit.deed(entry), changes, details)


def _label(name: str) -> str:
    return str(LABELS.get(name) or text(OWN_WORDS.get(name, name)))


def _said(name: str, value: Any) -> str:
    """What a field was given, in the words of its form: a choice by its name, a figure as it is written here."""
    if name in FIGURES and isinstance(value, str):
        return number(value)
    if name == "role":
        return text(ROLE_NAMES.get(value, str(value)))
    for form in FORMS:
        for code, words in getattr(form.base_fields.get(name), "choices", ()):
            if isinstance(value, (str, int)) and value != "" and str(code) == str(value):
                return str(words)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    if isinstance(value, bool):
        return text(Text("có", "yes") if value else Text("không", "no"))
    said = "–" if value in (None, "") else str(value)
    return day(date.fromisoformat(said)) if len(said) == 10 and said[4:5] == said[7:8] == "-" else said


def _first(rows: models.QuerySet[Any], most: int) -> tuple[list[Any], int]:
    """The first of these rows, and how many there are: counted only where they are more than are shown."""
    found = list(rows[: most + 1])
    return found[:most], len(found) if len(found) <= most else rows.count()


def _has(**rows: models.QuerySet[Any]) -> dict[str, Exists]:
    """Annotations that say whether a row has any of these at all: its page asks for no others."""
    return {f"has_{name}": Exists(one) for name, one in rows.items()}


def goods(rows: models.QuerySet[Product]) -> models.QuerySet[Product]:
    """Products with what their completeness asks for elsewhere."""
    owner = OuterRef("owner")
    return rows.select_related("owner").annotate(
        **_has(
            image=ProductImage.objects.filter(product=OuterRef("pk")),
            address=PartyAddress.objects.filter(party=owner),
        )
    )


def _known(product: Any) -> dict[str, bool]:
    return {"image": product.has_image, "address": product.has_address}


# A party


def party_rows(viewer: Viewer) -> models.QuerySet[Party]:
    """The parties that this viewer may see, each as its page wants it."""
    here = OuterRef("pk")
    flags = _has(
        successions=PartySuccession.objects.filter(Q(before=here) | Q(after=here)),
        merged=Party.objects.filter(merged_into=here),
        prefixes=Prefix.objects.filter(party=here),
        certificates=Certificate.objects.filter(party=here),
        declarations=Declaration.objects.filter(party=here),
        products=Product.objects.filter(owner=here),
    )
    addresses = Prefetch("addresses", PartyAddress.objects.select_related("unit"))
    rows = Party.objects.visible_to(viewer).annotate(**flags)
    return rows.select_related("merged_into").prefetch_related("names", addresses)


def party_page(party: Any, viewer: Viewer, *, today: date) -> Page:
    """A party (of `party_rows`) with its names, addresses, places, goods, prefixes and papers."""
    said = [one for one in party.names.all() if one.valid_from <= today] or list(party.names.all())[-1:]
    called = said[0].name if said else party.internal_code
    edits = may_edit(viewer, party.pk) and party.merged_into_id is None
    states = []
    if party.is_demonstration:
        states.append(Status("quiet", Text("dữ liệu trình diễn", "demonstration data")))
    if party.merged_into_id:
        states.append(Status("wait", Text("đã gộp vào hồ sơ khác", "merged into another record")))
    return Page(
        name=called,
        note=f"{party.get_kind_display()} · {party.internal_code}",
        facts=_party_facts(party),
        parts=[
            _products(party, edits),
            _papers(party, edits),
            _sites(party, edits),
            _prefixes(party, edits, today),
        ],
        history=history(party),
        ways=_party_ways(party, viewer) if edits else (),
        states=states,
        trail=((Text("Đơn vị", "Parties"), reverse("parties")), (called, "")),
    )


def _party_facts(party: Any) -> list[Fact]:
    facts = [
        Fact(
            Text("Tên", "Name"),
            one.name,
            note=Text(f"từ {day(one.valid_from)}", f"from {day(one.valid_from)}"),
        )
        for one in party.names.all()
    ]
    facts += [
        Fact(
            Text("Địa chỉ", "Address"),
            ", ".join(filter(None, (one.street, one.unit.name))),
            note=Text(f"từ {day(one.valid_from)}", f"from {day(one.valid_from)}"),
        )
        for one in party.addresses.all()
    ]
    told = [
        (Text("Mã số thuế", "Tax code"), party.tax_code),
        (Text("GLN", "GLN"), party.gln),
        (Text("Người đại diện", "Representative"), party.representative),
        (Text("Điện thoại", "Telephone"), party.phone),
        (Text("Thư điện tử", "E-mail"), party.email),
        (Text("Trang web", "Website"), party.website),
    ]
    facts += [Fact(name, value) for name, value in told if value]
    if party.has_successions:
        facts += _successions(party)
    if party.merged_into is not None:
        kept = party.merged_into
        facts.append(
            Fact(Text("Hồ sơ được giữ", "Kept record"), str(kept), link=reverse("party", args=[kept.pk]))
        )
    merged = party.merged.all() if party.has_merged else ()
    facts += [
        Fact(Text("Đã gộp", "Merged"), str(one), link=reverse("party", args=[one.pk])) for one in merged
    ]
    return facts


def _successions(party: Party) -> list[Fact]:
    after = [
        _succession(Text("Kế thừa bởi", "Followed by"), one.after, one.on, one.share, one.basis)
        for one in party.successions.select_related("after")
    ]
    before = [
        _succession(Text("Kế thừa của", "Follows"), one.before, one.on, one.share, one.basis)
        for one in party.origins.select_related("before")
    ]
    return [*after, *before]


def _succession(name: Text, other: Party, on: date, share: Any, basis: str) -> Fact:
    said = names([other.pk], on=on).get(other.pk, str(other))
    note = Text(
        f"{number(share * 100)} %, từ {day(on)}. {basis}".strip(),
        f"{number(share * 100)} %, from {day(on)}. {basis}".strip(),
    )
    return Fact(name, said, note=note, link=reverse("party", args=[other.pk]))


def _party_ways(party: Party, viewer: Viewer) -> list[tuple[Text, str]]:
    key = [party.pk]
    ways = [
        (Text("Sửa hồ sơ", "Edit"), reverse("party_edit", args=key)),
        (Text("Đổi tên", "Rename"), reverse("party_name", args=key)),
        (Text("Đổi địa chỉ", "Move"), reverse("party_address", args=key)),
    ]
    ways.append((Text("Nhập ranh giới", "Import outlines"), reverse("site_import", args=key)))
    if party.kind in (Party.Kind.LABORATORY, Party.Kind.CERTIFIER):
        ways.append((Text("Ghi năng lực", "What it may test"), reverse("laboratory_edit", args=key)))
    if viewer.may("registry.edit_all"):
        ways.append((Text("Đơn vị kế thừa", "Successors"), reverse("party_successors", args=key)))
    return ways


def _products(party: Any, edits: bool) -> Part:
    rows = goods(party.products.order_by("folded")) if party.has_products else Product.objects.none()
    found, count = _first(rows, SHOWN)
    shown = [
        Work(one.name, reverse("product", args=[one.pk]), product_status(one), code=one.gtin) for one in found
    ]
    more = reverse("product_new", args=[party.pk]) if edits else ""
    none = Text("Chưa có sản phẩm nào.", "No product yet.")
    return Part("san-pham", Text("Sản phẩm", "Products"), shown, none, more, count)


def product_status(product: Product) -> Status:
    """How the record of one of `goods` stands, or that it is an input."""
    if product.use == Product.Use.INPUT:
        return Status("quiet", Text("nguyên liệu", "input"))
    found = completeness(product, date.today(), known=_known(product))  # noqa: DTZ011
    return Status(
        "good" if found.is_whole else "wait",
        Text(f"{found.told}/{found.total}", f"{found.told}/{found.total}"),
    )


def _papers(party: Any, edits: bool) -> Part:
    none_such = Certificate.objects.none(), Declaration.objects.none()
    held = party.certificates.order_by("expires_on") if party.has_certificates else none_such[0]
    told = party.declarations.order_by("expires_on") if party.has_declarations else none_such[1]
    (certificates, certified), (declarations, declared) = _first(held, SHOWN), _first(told, SHOWN)
    shown = [_paper(one, "certificate") for one in certificates]
    shown += [_paper(one, "declaration") for one in declarations]
    none = Text("Chưa có giấy chứng nhận, bản công bố nào.", "No certificate or declaration yet.")
    more = reverse("certificate_new", args=[party.pk]) if edits else ""
    return Part(
        "giay-to",
        Text("Giấy chứng nhận, bản công bố", "Certificates, declarations"),
        shown,
        none,
        more,
        certified + declared,
    )


def _paper(paper: Certificate | Declaration, route: str) -> Work:
    note = paper.standard or paper.scope[:80]
    return Work(
        paper.get_kind_display(),
        reverse(route, args=[paper.pk]),
        paper_state(paper),
        code=paper.number,
        note=note,
        due=paper.expires_on,
    )


def _sites(party: Party, edits: bool) -> Part:
    found, count = _first(party.sites.select_related("unit"), SHOWN)
    shown = [
        Work(
            one.name,
            reverse("site", args=[one.pk]),
            Status("quiet", one.get_kind_display()),
            code=one.code,
            note=one.unit.name,
        )
        for one in found
    ]
    none = Text("Chưa có địa điểm nào.", "No place yet.")
    more = reverse("site_new", args=[party.pk]) if edits else ""
    return Part("dia-diem", Text("Địa điểm", "Places"), shown, none, more, count)


def _prefixes(party: Any, edits: bool, today: date) -> Part:
    shown = []
    for one in party.prefixes.all() if party.has_prefixes else ():
        room = capacity(one)
        note = Text(f"còn {room.left} / {room.total} mã", f"{room.left} of {room.total} numbers left")
        link = reverse("prefix_edit", args=[one.pk]) if edits else reverse("prefixes")
        shown.append(Work(one.digits, link, prefix_state(one, today), note=note, due=one.fee_paid_until))
    none = Text("Chưa có đầu mã GS1; sản phẩm dùng mã nội bộ.", "No GS1 prefix; goods bear internal numbers.")
    more = reverse("prefix_new", args=[party.pk]) if edits else ""
    return Part("dau-ma", Text("Đầu mã GS1", "GS1 prefixes"), shown, none, more, len(shown))


# A place


def site_page(site: Site, viewer: Viewer, *, today: date) -> Page:
    """A place, its codes, and where it lies."""
    edits = may_edit(viewer, site.party_id)
    ways = [
        (Text("Sửa", "Edit"), reverse("site_edit", args=[site.pk])),
        (Text("Vị trí, ranh giới", "Position and outline"), reverse("site_ground", args=[site.pk])),
    ]
    states = []
    if site.closed_on:
        states.append(
            Status(
                "wait", Text(f"thôi dùng từ {day(site.closed_on)}", f"not used from {day(site.closed_on)}")
            )
        )
    return Page(
        name=site.name,
        note=f"{site.get_kind_display()} · {site.code}",
        facts=_site_facts(site, today),
        parts=[],
        history=history(site),
        ways=ways if edits else (),
        states=states,
        places=[Place(site.name, f"{site.unit.name}", shape=site.shape)],
        trail=((Text("Địa điểm", "Places"), reverse("sites")), (site.name, "")),
    )


def _site_facts(site: Site, today: date) -> list[Fact]:
    owner = names([site.party_id], on=today).get(site.party_id, "")
    area = f"{number(site.area_m2 / 10_000, 2)} ha" if site.area_m2 is not None else ""
    told: list[tuple[Text, Words]] = [
        (Text("Mã nội bộ", "Our code"), site.code),
        (Text("GLN", "GLN"), site.gln or ""),
        (Text("Xã, phường", "Commune"), ", ".join(filter(None, (site.street, site.unit.name)))),
        (Text("Mã số vùng trồng", "Growing-area code"), site.growing_code),
        (Text("Trồng, nuôi", "Grows here"), site.crop),
        (Text("Diện tích", "Area"), area),
    ]
    holder = Fact(Text("Đơn vị", "Party"), owner, link=reverse("party", args=[site.party_id]))
    return [holder, *(Fact(name, value) for name, value in told if value)]


# A product


def product_rows(viewer: Viewer, on: date) -> models.QuerySet[Product]:
    """The products that this viewer may see, each as its page wants it on that day."""
    here = OuterRef("pk")
    flags = _has(
        packagings=Packaging.objects.filter(product=here),
        certificates=Certificate.objects.filter(products=here),
        declarations=Declaration.objects.filter(products=here),
    )
    owner = {"owner_then": name_then(on, "owner"), "seat_then": unit_then(on, "owner")}
    rows = goods(Product.objects.visible_to(viewer)).annotate(**flags, **owner)
    return rows.prefetch_related(Prefetch("images", ProductImage.objects.select_related("file")))


def product_page(product: Any, viewer: Viewer, *, today: date) -> Page:
    """A product (of `product_rows`) with its completeness by every rule set, its pictures, packagings, papers and
    latest lots."""
    edits = may_edit(viewer, product.owner_id)
    key = [product.pk]
    ways = [
        (Text("Sửa hồ sơ", "Edit"), reverse("product_edit", args=key)),
        (Text("Hình ảnh", "Pictures"), reverse("product_images", args=key)),
        (Text("Mở lô mới", "Open a lot"), reverse("lot_new", args=key)),
    ]
    public = (Text("Trang công khai", "Public page"), f"/01/{product.gtin}")
    return Page(
        name=product.name,
        note=product.gtin,
        facts=_product_facts(product, today),
        parts=[_lots(product, edits), _packagings(product, edits), _product_papers(product)],
        history=history(product),
        ways=[*ways, public] if edits else [public],
        states=_product_states(product),
        images=list(product.images.all()),
        trail=((Text("Sản phẩm", "Products"), reverse("products")), (product.name, "")),
    )


def _product_states(product: Product) -> list[Status]:
    states = []
    if product.is_internal:
        states.append(Status("quiet", Text("mã nội bộ, không phải GTIN", "internal number, not a GTIN")))
    if product.use == Product.Use.INPUT:
        states.append(Status("quiet", Text("nguyên liệu, bán thành phẩm", "input")))
    if product.retired_on:
        states.append(
            Status(
                "wait", Text(f"ngừng từ {day(product.retired_on)}", f"retired on {day(product.retired_on)}")
            )
        )
    return states


def _product_facts(product: Any, today: date) -> list[Fact]:
    owner, unit = product.owner_then or "", product.seat_then or ""
    facts = [
        Fact(Text("Đơn vị", "Party"), owner, note=unit, link=reverse("party", args=[product.owner_id])),
        Fact(Text("Ngành hàng", "Sector"), sector(product.sector).name),
    ]
    told: list[tuple[Text, Words]] = [
        (Text("Thương hiệu", "Brand"), product.brand),
        (Text("Khối lượng tịnh", "Net content"), product.net_content),
        (Text("Xuất xứ", "Origin"), product.origin),
        (Text("Tiêu chuẩn áp dụng", "Standards"), product.standards),
        (Text("Mô tả", "Description"), product.description),
        (Text("Cảnh báo", "Warnings"), product.warnings),
    ]
    if product.shelf_life_days is not None:
        said = Text(f"{number(product.shelf_life_days)} ngày", f"{number(product.shelf_life_days)} days")
        told.append((Text("Thời hạn sử dụng", "Shelf life"), said))
    facts += [Fact(name, value) for name, value in told if value]
    if product.ocop_stars:
        facts.append(_ocop(product, today))
    facts.append(_risk(product, today))
    return facts if product.is_internal else [*facts, *_registry(product, today)]


def _registry(product: Product, today: date) -> list[Fact]:
    """What GS1's own registry says of the number; nothing where it was never asked and never will be."""
    says = registry_says(product.gtin, today=today)
    if says is None and not is_registry_set_up():
        return []
    name, link = Text("Sổ đăng ký GS1", "GS1's registry"), reverse("product_registry", args=[product.pk])
    if says is None or says.registered is None or says.at is None:
        return [Fact(name, Text("chưa trả lời", "no answer yet"), link=link)]
    said = says.registered
    value: Words = said.licensee or Text("có mã này", "knows this number")
    if not said.is_known:
        value = Text("không xác nhận mã này", "does not confirm this number")
    status = Status("good", Text("có trong sổ", "on record")) if said.is_known else None
    note = Text(f"theo sổ ngày {day(says.at)}", f"the registry's words of {day(says.at)}")
    return [Fact(name, value, note=note, status=status, link=link)]


def _ocop(product: Product, today: date) -> Fact:
    over = product.ocop_until is not None and product.ocop_until < today
    state = (
        Status("bad", Text("đã hết hạn", "ended"))
        if over
        else Status("good", Text("còn hiệu lực", "in force"))
    )
    note = " · ".join(
        filter(None, (product.ocop_decision, f"{day(product.ocop_from)} – {day(product.ocop_until)}"))
    )
    stars = Text(f"{product.ocop_stars} sao", f"{product.ocop_stars} stars")
    return Fact(Text("OCOP", "OCOP"), stars, note=note, status=state)


def _risk(product: Product, today: date) -> Fact:
    name, risk = Text("Mức rủi ro", "Risk tier"), risk_on(product, today)
    if risk is None:
        why = (
            Text("chưa có mã HS", "no HS code")
            if not product.hs_code
            else Text(f"HS {product.hs_code}", f"HS {product.hs_code}")
        )
        return Fact(name, Text("không có trong danh mục nào đã nạp", "in no list that was loaded"), note=why)
    return Fact(name, risk.tier.label, note=f"{risk.source}: {risk.item.goods}")


def _lots(product: Product, edits: bool) -> Part:
    found, count = _first(product.lots.order_by("-created_at"), LOTS)
    shown = [
        Work(
            one.number,
            reverse("lot", args=[one.pk]),
            _lot_state(one),
            note=text(_made(one.produced_on)),
            due=one.expires_on,
        )
        for one in found
    ]
    none = Text("Chưa mở lô nào.", "No lot yet.")
    more = reverse("lot_new", args=[product.pk]) if edits else ""
    return Part("lo", Text("Lô mới nhất", "Latest lots"), shown, none, more, count)


def _lot_state(lot: Any) -> Status:
    over = lot.expires_on is not None and lot.expires_on < date.today()  # noqa: DTZ011
    return (
        Status("bad", Text("đã hết hạn", "past its date"))
        if over
        else Status("info", Text("đang mở", "open"))
    )


def _made(on: date | None) -> Text:
    return Text(f"làm ngày {day(on)}", f"made on {day(on)}") if on else Text("", "")


def _packagings(product: Any, edits: bool) -> Part:
    rows = product.packagings.select_related("holds__holds__holds") if product.has_packagings else ()
    shown = [
        Work(one.name, "", Status("info", Text(f"{one.pieces} cái", f"{one.pieces} pieces")), code=one.gtin)
        for one in rows
    ]
    none = Text("Chưa có cấp đóng gói nào ngoài chính sản phẩm.", "No packaging beside the product itself.")
    more = reverse("packaging_new", args=[product.pk]) if edits else ""
    return Part("dong-goi", Text("Cấp đóng gói", "Packagings"), shown, none, more, len(shown))


def _product_papers(product: Any) -> Part:
    certificates = product.certificates.all() if product.has_certificates else ()
    declarations = product.declarations.all() if product.has_declarations else ()
    shown = [_paper(one, "certificate") for one in certificates]
    shown += [_paper(one, "declaration") for one in declarations]
    none = Text("Không giấy nào ghi riêng cho sản phẩm này.", "No paper is for this product alone.")
    return Part(
        "giay-to",
        Text("Giấy chứng nhận, bản công bố", "Certificates, declarations"),
        shown,
        none,
        "",
        len(shown),
    )


def records(product: Product, today: date) -> list[Completeness]:
    """How the record stands by each rule set in force."""
    known = _known(product)
    return [completeness(product, today, known=known, rule_set=one.code) for one in in_force(today)]


# A paper


def paper_page(paper: Certificate | Declaration, viewer: Viewer, *, today: date) -> Page:
    """A certificate or declaration, what it covers, and what of it everybody may see."""
    route = "certificate" if isinstance(paper, Certificate) else "declaration"
    edits = may_edit(viewer, paper.party_id)
    key = [paper.pk]
    ways = [(Text("Sửa", "Edit"), reverse(f"{route}_edit", args=key))]
    if paper.revoked_on is None:
        ways.append((Text("Ghi thu hồi", "Revoke"), reverse(f"{route}_revoke", args=key)))
    covered = [
        Work(one.name, reverse("product", args=[one.pk]), product_status(one), code=one.gtin)
        for one in goods(paper.products.order_by("folded"))
    ]
    none = Text("Cho cả đơn vị, không riêng sản phẩm nào.", "For the whole party.")
    register = (
        Text("Giấy chứng nhận", "Certificates")
        if route == "certificate"
        else Text("Bản công bố", "Declarations")
    )
    return Page(
        name=paper.number,
        note=paper.get_kind_display(),
        facts=_paper_facts(paper, route, today),
        parts=[Part("san-pham", Text("Sản phẩm", "Products"), covered, none, "", len(covered))],
        history=history(paper),
        ways=ways if edits else (),
        states=[paper_state(paper)],
        trail=((register, reverse(f"{route}s")), (paper.number, "")),
    )


def _paper_facts(paper: Certificate | Declaration, route: str, today: date) -> list[Fact]:
    holder = names([paper.party_id], on=today).get(paper.party_id, "")
    facts = [Fact(Text("Đơn vị", "Party"), holder, link=reverse("party", args=[paper.party_id]))]
    if isinstance(paper, Certificate):
        facts.append(Fact(Text("Nơi cấp", "Issuer"), paper.issuer))
    else:
        facts.append(Fact(Text("Dựa trên", "On the basis of"), paper.get_basis_display()))
        facts.append(Fact(Text("Tiếp nhận", "Received by"), paper.received_by, note=paper.receipt))
    facts += [
        Fact(Text("Tiêu chuẩn", "Standard"), paper.standard),
        Fact(Text("Phạm vi", "Scope"), paper.scope),
        Fact(Text("Ngày cấp", "Issued on"), day(paper.issued_on)),
        Fact(Text("Hết hạn", "Expires on"), day(paper.expires_on)),
    ]
    if paper.revoked_on:
        facts.append(Fact(Text("Thu hồi từ", "Revoked from"), day(paper.revoked_on), note=paper.revoked_why))
    if paper.file is not None:
        link = reverse(f"{route}_file", args=[paper.pk])
        facts.append(
            Fact(Text("Bản quét", "Scan"), paper.file.name, note=f"SHA-256 {paper.file.sha256}", link=link)
        )
    parts = [PARTS[part] for part in paper.public]
    shown = Text(", ".join(one.vi for one in parts), ", ".join(one.en for one in parts))
    facts.append(
        Fact(
            Text("Người mua được xem", "Shown to buyers"), shown if parts else Text("không gì cả", "nothing")
        )
    )
    return [one for one in facts if one.value]

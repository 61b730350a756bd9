"""The registers for programs: JSON under `/api/v1/`, described by `/api/v1/openapi.json`.

Whoever calls sees what they would see on the pages, and changes what they might change there, through the same
actions. Lists answer at most `limit` rows in the order of their ids; `next` is the id to give as `after` for more. What
is refused comes as RFC 7807 problems, each with its field. Changes need a token with the scope `registry`: a signed-in
browser can only read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.shared.http import problem
from nguongoc.registry.certificates.models import Certificate, Declaration
from nguongoc.registry.certificates.queries import standing
from nguongoc.registry.identifiers.actions import change_lot, open_lot, register_product
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.editing import Opened
from nguongoc.registry.parties.models import Party, Site, name_then, unit_then
from nguongoc.registry.parties.queries import unit_named, units_on
from nguongoc.registry.parties.rights import Viewer, signed_in
from nguongoc.registry.products.actions import change_product
from nguongoc.registry.products.completeness import completeness
from nguongoc.registry.products.models import Product

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Stranger(Exception):
    """Nobody is known behind this call."""


def known(request: HttpRequest) -> Viewer:
    """Who asks, by token or by a browser's session."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.user is None:
        raise Stranger
    return viewer


api = NinjaAPI(
    title="Nguồn Gốc: danh bạ (registers)",
    version="1",
    description=__doc__ or "",
    docs_url=None,
    auth=known,
    urls_namespace="api",
)


@api.exception_handler(Stranger)
def ask_who(request: HttpRequest, _error: Stranger) -> HttpResponseBase:
    """As everywhere: pages lead to the door, programs get 401."""
    return signed_in(lambda _request: HttpResponse())(request)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Every problem with its field, in both languages."""
    return problem(request, 400, "ValidationException", problems=error.problems)


class Listed(Schema, Generic[T]):
    """Some rows, and where to go on (null: these were the last)."""

    rows: list[T]
    next: int | None


class Asked(Schema):
    """Which rows."""

    after: int = Field(0, description="id of the last row that is known already")
    limit: int = Field(100, ge=1, le=500)


def listed(rows: QuerySet[M], asked: Asked, shown: Callable[[Any], Any]) -> dict[str, Any]:
    """One page of these rows."""
    some = list(rows.filter(pk__gt=asked.after).order_by("pk")[: asked.limit + 1])
    here = some[: asked.limit]
    return {"rows": [shown(one) for one in here], "next": here[-1].pk if len(some) > asked.limit else None}


def writer(request: HttpRequest) -> Any:
    """The user behind a change. Raises Refused for a browser's session, which another site could ride."""
    if getattr(request, "token", None) is None:
        why = Text(
            "Thay đổi qua API cần khóa truy cập có phạm vi “registry”.",
            "Changes need a token.",
        )
        raise Refused(Problem("", why, "needs-a-token"))
    return known(request).user


# Units


class UnitOut(Schema):
    code: str
    name: str
    level: str
    valid_from: date
    valid_to: date | None
    parent: str | None


@api.get("/don-vi-hanh-chinh", response=list[UnitOut], summary="Administrative units of a day")
def units(request: HttpRequest, on: date | None = None) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "name": one.name,
            "level": one.level,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "parent": one.parent.code if one.parent else None,
        }
        for one in units_on(on or timezone.localdate())
    ]


# Parties


class PartyOut(Schema):
    id: int
    code: str
    kind: str
    name: str | None
    commune: str | None = Field(None, description="code of the unit")
    tax_code: str | None
    gln: str | None
    merged_into: int | None = Field(None, description="the record that is kept")
    version: int


@api.get("/don-vi", response=Listed[PartyOut], summary="Parties")
def parties(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    today = timezone.localdate()
    rows = Party.objects.visible_to(known(request)).named(today)
    return listed(rows.annotate(unit_code=unit_then(today, "pk", "unit__code")), asked, _party)


def _party(one: Any) -> dict[str, Any]:
    return {
        "id": one.pk,
        "code": one.internal_code,
        "kind": one.kind,
        "name": one.name_then,
        "commune": one.unit_code,
        "tax_code": one.tax_code,
        "gln": one.gln,
        "merged_into": one.merged_into_id,
        "version": one.version,
    }


# Places


class SiteOut(Schema):
    id: int
    code: str
    gln: str | None
    kind: str
    name: str
    party: str
    commune: str
    growing_code: str
    crop: str
    shape: dict[str, Any] | None = Field(None, description="GeoJSON geometry, WGS 84")
    area_m2: Decimal | None
    version: int


@api.get("/dia-diem", response=Listed[SiteOut], summary="Places")
def sites(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    return listed(Site.objects.visible_to(known(request)).select_related("party", "unit"), asked, _site)


def _site(one: Site) -> dict[str, Any]:
    own = ("code", "gln", "kind", "name", "growing_code", "crop", "shape", "area_m2", "version")
    told = {name: getattr(one, name) for name in own}
    return {"id": one.pk, "party": one.party.internal_code, "commune": one.unit.code, **told}


# Products


class ProductFields(Schema):
    """What a record says; what is left out of a change stays."""

    name: str | None = None
    name_en: str | None = None
    use: str | None = None
    sector: str | None = None
    brand: str | None = None
    description: str | None = None
    net_content: str | None = None
    origin: str | None = None
    shelf_life_days: int | None = None
    no_expiry: bool | None = None
    standards: str | None = None
    warnings: str | None = None
    hs_code: str | None = None
    ocop_stars: int | None = None
    ocop_from: date | None = None
    ocop_until: date | None = None
    ocop_decision: str | None = None
    retired_on: date | None = None


class ProductIn(ProductFields):
    party: str = Field(description="code of its owner")
    gtin: str = Field("", description="empty: an internal number is given")


class ProductChange(ProductFields):
    version: int = Field(description="as it was read; what others changed since is kept, or refused by field")


class ProductOut(ProductFields):
    id: int
    gtin: str
    numbering: str
    party: str
    missing: list[str] = Field(
        description="keys of what the first rule set in force asks for and the record lacks"
    )
    version: int


@api.get("/san-pham", response=Listed[ProductOut], summary="Products")
def products(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    rows = Product.objects.visible_to(known(request)).select_related("owner").prefetch_related("images")
    return listed(rows, asked, _product)


@api.get("/san-pham/{gtin}", response=ProductOut, summary="One product")
def product(request: HttpRequest, gtin: str) -> dict[str, Any]:
    return _product(get_object_or_404(Product.objects.visible_to(known(request)), gtin=gtin.zfill(14)))


@api.post("/san-pham", response={201: ProductOut}, summary="Add a product")
def add_product(request: HttpRequest, given: ProductIn) -> tuple[int, dict[str, Any]]:
    actor = writer(request)
    owner = get_object_or_404(Party.objects.editable_by(known(request)).living(), internal_code=given.party)
    told = given.dict(exclude_unset=True, exclude={"party", "gtin", "name", "sector"})
    made = register_product(
        given.name or "",
        owner=owner,
        gtin=given.gtin,
        sector=given.sector or "general",
        actor=actor,
        at=timezone.now(),
        **told,
    )
    return 201, _product(made)


@api.patch("/san-pham/{gtin}", response=ProductOut, summary="Change a product")
def mend_product(request: HttpRequest, gtin: str, given: ProductChange) -> dict[str, Any]:
    actor = writer(request)
    found = get_object_or_404(Product.objects.editable_by(known(request)), gtin=gtin.zfill(14))
    told = given.dict(exclude_unset=True, exclude={"version"})
    change_product(found, actor=actor, at=timezone.now(), opened=Opened(given.version), **told)
    found.refresh_from_db()
    return _product(found)


def _product(one: Product) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ProductFields.model_fields}
    return {
        "id": one.pk,
        "gtin": one.gtin,
        "numbering": one.numbering,
        "party": one.owner.internal_code,
        "missing": [item.key for item in completeness(one, timezone.localdate()).missing],
        "version": one.version,
        **told,
    }


# Lots


class LotFields(Schema):
    produced_on: date | None = None
    expires_on: date | None = None
    quantity: Decimal | None = None
    uom: str | None = Field(None, description="UN/ECE Rec 20; empty for pieces")
    origin: str | None = Field(None, description="code of the commune")


class LotIn(LotFields):
    gtin: str
    number: str


class LotChange(LotFields):
    version: int


class LotOut(LotFields):
    id: int
    gtin: str
    number: str
    identifier: str = Field(description="canonical GS1 Digital Link")
    version: int


@api.get("/lo-hang", response=Listed[LotOut], summary="Lots")
def lots(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    return listed(Lot.objects.visible_to(known(request)).select_related("product", "origin"), asked, _lot)


@api.get("/lo-hang/{lot}", response=LotOut, summary="One lot")
def lot(request: HttpRequest, lot: int) -> dict[str, Any]:
    rows = Lot.objects.visible_to(known(request)).select_related("product", "origin")
    return _lot(get_object_or_404(rows, pk=lot))


@api.post("/lo-hang", response={201: LotOut}, summary="Open a lot")
def add_lot(request: HttpRequest, given: LotIn) -> tuple[int, dict[str, Any]]:
    actor = writer(request)
    found = get_object_or_404(Product.objects.editable_by(known(request)), gtin=given.gtin.zfill(14))
    told = _origin(given.dict(exclude_unset=True, exclude={"gtin", "number"}))
    return 201, _lot(open_lot(found, given.number, actor=actor, at=timezone.now(), **told))


@api.patch("/lo-hang/{lot}", response=LotOut, summary="Change a lot")
def mend_lot(request: HttpRequest, lot: int, given: LotChange) -> dict[str, Any]:
    actor = writer(request)
    found = get_object_or_404(Lot.objects.editable_by(known(request)).select_related("product"), pk=lot)
    told = _origin(given.dict(exclude_unset=True, exclude={"version"}))
    change_lot(found, actor=actor, at=timezone.now(), opened=Opened(given.version), **told)
    found.refresh_from_db()
    return _lot(found)


def _origin(told: dict[str, Any]) -> dict[str, Any]:
    if code := told.get("origin"):
        told["origin"] = unit_named(code, told.get("produced_on") or timezone.localdate())
    return told


def _lot(one: Lot) -> dict[str, Any]:
    own = ("number", "produced_on", "expires_on", "quantity", "uom", "identifier", "version")
    told = {name: getattr(one, name) for name in own}
    return {"id": one.pk, "gtin": one.product.gtin, "origin": one.origin.code if one.origin else None, **told}


# Papers


class PaperOut(Schema):
    id: int
    kind: str
    number: str
    standard: str
    scope: str
    party: str
    party_name: str | None
    issuer: str = Field(description="of a declaration: who took it in")
    issued_on: date
    expires_on: date | None
    revoked_on: date | None
    standing: str = Field(description="good, wait (ends within 60 days, or not begun) or bad, as of today")
    products: list[str]
    version: int


@api.get("/giay-chung-nhan", response=Listed[PaperOut], summary="Certificates")
def certificates(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    return _papers(Certificate, known(request), asked)


@api.get("/cong-bo", response=Listed[PaperOut], summary="Declarations")
def declarations(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    return _papers(Declaration, known(request), asked)


def _papers(model: Any, viewer: Viewer, asked: Asked) -> dict[str, Any]:
    rows = model.objects.all().visible_to(viewer).select_related("party").prefetch_related("products")
    return listed(rows.annotate(party_name=name_then(timezone.localdate(), "party")), asked, _paper)


def _paper(one: Any) -> dict[str, Any]:
    own = (
        "kind",
        "number",
        "standard",
        "scope",
        "party_name",
        "issued_on",
        "expires_on",
        "revoked_on",
        "version",
    )
    return {
        "id": one.pk,
        "party": one.party.internal_code,
        "issuer": one.issuer if isinstance(one, Certificate) else one.received_by,
        "standing": standing(one, timezone.localdate())[0],
        "products": [product.gtin for product in one.products.all()],
        **{name: getattr(one, name) for name in own},
    }

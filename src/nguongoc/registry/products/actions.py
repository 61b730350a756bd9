"""What may be done to products."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from nguongoc.domain.gs1 import keys
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.sectors.load import known_sectors
from nguongoc.domain.vietnam.text import fold, nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import keep, record
from nguongoc.registry.parties.editing import Opened, Plain, change
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products import completeness, pictures
from nguongoc.registry.products.models import (
    Packaging,
    Product,
    ProductImage,
    RiskItem,
    RiskList,
    Rule,
    RuleSet,
)
from nguongoc.registry.products.queries import is_taken


@transaction.atomic
def add_product(
    name: str, *, gtin: str, owner: Party, sector: str, actor: User | None, at: datetime, **details: Any
) -> Product:
    """A product under its GTIN, or under an internal number of the restricted range. Never reuses a number.

    Whose prefix the number lies under is asked by `identifiers.actions.register_product`, through which people come.
    Raises Refused on a bad check digit, on a number that some product already bears, and on details that do not fit.
    """
    number = keys.gtin14(gtin)
    if is_taken(number):
        raise Refused(_taken(number))
    _refuse_unfit(details)
    numbering = Product.Numbering.INTERNAL if keys.is_restricted(number) else Product.Numbering.ALLOTTED
    product = Product.objects.create(
        name=nfc(name),
        folded=fold(name),
        gtin=number,
        numbering=numbering,
        owner=owner,
        sector=sector,
        created_at=at,
        **details,
    )
    record("product.added", product, actor=actor, at=at, gtin=number, name=product.name)
    return product


def _taken(number: str) -> Problem:
    why = Text(
        f"Mã {number} đã dùng cho một sản phẩm khác. Một mã không bao giờ được dùng lại.",
        f"The number {number} already names a product. A number is never used again.",
    )
    return Problem("gtin", why, "gtin-taken")


@transaction.atomic
def change_product(
    product: Product, *, actor: User | None, at: datetime, opened: Opened | None = None, **values: Any
) -> dict[str, list[Plain]]:
    """Change what a product's record says; its number stays for ever. Raises Refused like `add_product`, Overtaken."""
    values.pop("gtin", None)
    _refuse_unfit(values)
    if "name" in values:
        values["name"] = nfc(values["name"])
        values["folded"] = fold(values["name"])
    return change(product, values, verb="product.changed", actor=actor, at=at, opened=opened)


def _refuse_unfit(values: dict[str, Any]) -> None:
    """Every detail that cannot be so."""
    problems = []
    hs_code = values.get("hs_code", "")
    if hs_code and not (hs_code.isascii() and hs_code.isdigit() and 4 <= len(hs_code) <= 10):
        why = Text(
            "Mã HS gồm 4 đến 10 chữ số, không dấu chấm.", "An HS code has 4 to 10 digits, without dots."
        )
        problems.append(Problem("hs_code", why, "hs-code"))
    stars, since, until = (values.get(f"ocop_{part}") for part in ("stars", "from", "until"))
    if stars is not None and not 3 <= stars <= 5:
        why = Text("OCOP công nhận từ 3 đến 5 sao.", "OCOP gives 3 to 5 stars.")
        problems.append(Problem("ocop_stars", why, "ocop-stars"))
    if since and until and until < since:
        why = Text("Ngày hết hạn phải sau ngày công nhận.", "The stars end after they begin.")
        problems.append(Problem("ocop_until", why, "ends-before-it-begins"))
    if "sector" in values and values["sector"] not in {one.code for one in known_sectors()}:
        said = ", ".join(one.code for one in known_sectors())
        why = Text(
            f"Không có ngành hàng này. Chọn trong: {said}.", f"There is no such sector. Choose among: {said}."
        )
        problems.append(Problem("sector", why, "no-such-sector"))
    if problems:
        raise Refused(problems)


# Pictures


@transaction.atomic
def add_image(
    product: Product, source: IO[bytes], *, name: str, caption: str, actor: User | None, at: datetime
) -> ProductImage:
    """One more picture, behind the others. Raises Refused for a file that is no JPEG, PNG or WebP picture, and for
    one that cannot be read."""
    kept = keep(source, name=name, actor=actor, at=at)
    if kept.media_type not in ("image/jpeg", "image/png", "image/webp"):
        why = Text(
            "Ảnh sản phẩm phải là JPEG, PNG hoặc WebP. Hãy chụp lại hoặc lưu ảnh sang JPEG.",
            "A product's picture is a JPEG, PNG or WebP. Take it again, or save it as JPEG.",
        )
        raise Refused(Problem("file", why, "no-picture"))
    last = product.images.aggregate(last=Max("position"))["last"] or 0
    image = ProductImage.objects.create(product=product, file=kept, caption=nfc(caption), position=last + 1)
    pictures.keep_small(image, source)
    record("product.image_added", product, actor=actor, at=at, sha256=kept.sha256, caption=image.caption)
    return image


@transaction.atomic
def show_first(image: ProductImage, *, actor: User | None, at: datetime) -> None:
    """Make this the picture that people see: the others follow in their order."""
    rows = [image, *image.product.images.exclude(pk=image.pk)]
    for place, row in enumerate(rows, 1):
        ProductImage.objects.filter(pk=row.pk).update(position=place + 10_000)
    for place, row in enumerate(rows, 1):
        ProductImage.objects.filter(pk=row.pk).update(position=place)
    record("product.image_first", image.product, actor=actor, at=at, sha256=image.file.sha256)


@transaction.atomic
def remove_image(image: ProductImage, *, actor: User | None, at: datetime) -> None:
    """Take a picture off the product; its file stays kept, as all files do."""
    record("product.image_removed", image.product, actor=actor, at=at, sha256=image.file.sha256)
    image.delete()


# Packaging


@transaction.atomic
def add_packaging(
    product: Product,
    name: str,
    *,
    gtin: str,
    count: int,
    actor: User | None,
    at: datetime,
    holds: Packaging | None = None,
) -> Packaging:
    """A trade unit of `count` of this product, or of a smaller packaging of it. Raises Refused on a number that names
    something already, or that is internal while the product's is not (and the other way round)."""
    number = keys.gtin14(gtin)
    if is_taken(number):
        raise Refused(_taken(number))
    if holds is not None and holds.product_id != product.pk:
        why = Text(
            "Cấp nhỏ hơn phải của cùng sản phẩm.", "The smaller packaging must be of the same product."
        )
        raise Refused(Problem("holds", why, "other-product"))
    if keys.is_restricted(number) != product.is_internal:
        why = Text(
            "Sản phẩm mang GTIN thì thùng cũng phải mang GTIN; mã nội bộ chỉ đi với mã nội bộ.",
            "Packagings of a product with a GTIN have a GTIN too; internal numbers go with internal numbers.",
        )
        raise Refused(Problem("gtin", why, "other-numbering"))
    made = Packaging.objects.create(product=product, name=nfc(name), gtin=number, count=count, holds=holds)
    record(
        "product.packaging_added",
        product,
        actor=actor,
        at=at,
        gtin=number,
        name=made.name,
        pieces=made.pieces,
    )
    return made


# Risk lists


class Listed(NamedTuple):
    """One line of a risk list as it is read from a file."""

    hs_code: str
    goods: str
    tier: str


@transaction.atomic
def load_risk_list(
    code: str,
    items: Iterable[Listed],
    *,
    name: str,
    issuer: str,
    since: date,
    actor: User | None,
    at: datetime,
    until: date | None = None,
) -> RiskList:
    """A ministry's list with all its lines; loaded again under its code, the lines are replaced whole."""
    defaults = {"name": nfc(name), "issuer": nfc(issuer), "valid_from": since, "valid_to": until}
    found, _ = RiskList.objects.update_or_create(code=nfc(code), defaults=defaults)
    found.items.all().delete()
    rows = [RiskItem(list=found, hs_code=one.hs_code, goods=nfc(one.goods), tier=one.tier) for one in items]
    RiskItem.objects.bulk_create(rows, batch_size=1_000)
    record("risk_list.loaded", found, actor=actor, at=at, code=found.code, lines=len(rows))
    return found


# Rule sets

SEED: dict[str, tuple[Text, str, date, list[tuple[str, str, str, bool]]]] = {
    "TT02-2024": (
        Text(
            "Mười nhóm dữ liệu của Thông tư 02/2024/TT-BKHCN", "Ten groups of data, Circular 02/2024/TT-BKHCN"
        ),
        "Thông tư 02/2024/TT-BKHCN (hết hiệu lực một phần)",
        date(2024, 6, 1),
        [
            ("name", "tên sản phẩm", "product name", True),
            ("image", "hình ảnh", "picture", True),
            ("producer", "tên đơn vị sản xuất, kinh doanh", "producer's name", True),
            ("address", "địa chỉ đơn vị", "producer's address", True),
            ("stages", "các công đoạn", "stages", True),
            ("times", "thời gian sản xuất, kinh doanh", "times of production and trading", True),
            ("trace_code", "mã truy vết sản phẩm", "traceability code", True),
            ("brand", "thương hiệu, nhãn hiệu", "brand", False),
            ("shelf_life", "thời hạn sử dụng", "shelf life", True),
            ("standards", "tiêu chuẩn áp dụng", "standards applied", True),
        ],
    ),
    "ND37-2026": (
        Text("Thông tin truy xuất theo Nghị định 37/2026/NĐ-CP", "Traceability data, Decree 37/2026/NĐ-CP"),
        "Nghị định 37/2026/NĐ-CP (theo báo chí, cần đối chiếu văn bản)",
        date(2026, 1, 23),
        [
            ("name", "tên sản phẩm", "product name", True),
            ("image", "hình ảnh", "picture", True),
            ("producer", "tên đơn vị sản xuất, kinh doanh", "producer's name", True),
            ("address", "địa chỉ đơn vị", "producer's address", True),
            ("origin", "xuất xứ", "origin", True),
            ("brand", "thương hiệu, nhãn hiệu", "brand", True),
            ("lot", "số lô hoặc số sê-ri", "lot or serial number", True),
            ("shelf_life", "hạn sử dụng", "expiry date", True),
        ],
    ),
    "ND37-2026-HCS": (
        Text(
            "Hộ chiếu số của sản phẩm, Điều 32 Nghị định 37/2026/NĐ-CP",
            "Digital product passport, Decree 37/2026",
        ),
        "Nghị định 37/2026/NĐ-CP, Điều 32 (theo báo chí, cần đối chiếu văn bản)",
        date(2026, 1, 23),
        [
            ("name", "tên sản phẩm", "product name", True),
            ("gtin", "mã sản phẩm (GTIN)", "product code (GTIN)", True),
            ("producer", "tên đơn vị", "producer's name", True),
            ("address", "địa chỉ đơn vị", "producer's address", True),
            ("producer_code", "mã số đơn vị", "producer's code", True),
            ("origin", "xuất xứ, nơi hoàn thiện", "origin", True),
            ("stages", "thông tin truy xuất", "traceability data", True),
            ("conformity", "chứng nhận phù hợp, chất lượng (nếu có)", "certificates (if any)", False),
            ("production_date", "ngày sản xuất", "production date", True),
            ("shelf_life", "hạn sử dụng", "expiry date", True),
            ("warnings", "cảnh báo an toàn (nếu có)", "safety warnings (if any)", False),
        ],
    ),
}
"""What a new installation begins with, as the press and legal summaries tell it: to be held against the texts."""


def load_rule_sets() -> None:
    """The rule sets a new installation begins with. Those that are there already are left as they are."""
    for rank, (code, (name, source, since, rules)) in enumerate(SEED.items(), 1):
        told = {"name_vi": name.vi, "name_en": name.en, "source": source, "valid_from": since, "rank": rank}
        found, is_new = RuleSet.objects.get_or_create(code=code, defaults=told)
        if is_new:
            Rule.objects.bulk_create(
                Rule(rule_set=found, position=place, key=key, name_vi=vi, name_en=en, mandatory=must)
                for place, (key, vi, en, must) in enumerate(rules, 1)
            )
    completeness.forget()


@transaction.atomic
def change_rules(
    rule_set: RuleSet,
    rules: Iterable[tuple[str, Text, bool]],
    *,
    valid_from: date,
    valid_to: date | None,
    rank: int,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
) -> None:
    """What this set asks for from now on, in this order: key, name, whether it must be told."""
    given = list(rules)
    was = [(one.key, one.name_vi, one.mandatory) for one in rule_set.rules.all()]
    dates = {"valid_from": valid_from, "valid_to": valid_to, "rank": rank}
    change(rule_set, dates, verb="rule_set.changed", actor=actor, at=at, opened=opened)
    now = [(key, name.vi, must) for key, name, must in given]
    if now != was:
        rule_set.rules.all().delete()
        Rule.objects.bulk_create(
            Rule(rule_set=rule_set, position=place, key=key, name_vi=name.vi, name_en=name.en, mandatory=must)
            for place, (key, name, must) in enumerate(given, 1)
        )
        record("rule_set.rules_changed", rule_set, actor=actor, at=at, was=was, now=now)
    transaction.on_commit(completeness.forget)

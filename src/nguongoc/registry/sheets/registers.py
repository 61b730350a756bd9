"""The registers that take in sheets: the columns of each, and what one row does. Rows go through the same actions as
pages do, so whatever those refuse is refused here, at its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.sectors.load import known_sectors
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.shared.sheets_in import Field
from nguongoc.foundation.shared.units import SYMBOLS
from nguongoc.registry.certificates.actions import add_certificate, add_declaration
from nguongoc.registry.certificates.models import Certificate, Declaration
from nguongoc.registry.identifiers.actions import add_prefix, open_lot, register_product
from nguongoc.registry.identifiers.models import Prefix
from nguongoc.registry.parties.actions import add_party, add_site
from nguongoc.registry.parties.models import AdministrativeUnit, Party, Site
from nguongoc.registry.parties.queries import unit_named
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.people import roster
from nguongoc.registry.people.queries import ALL as ALL_ACCOUNTS
from nguongoc.registry.people.queries import MANAGES
from nguongoc.registry.products.actions import load_risk_list
from nguongoc.registry.products.models import Product, RiskItem, RiskList

Values = dict[str, Any]


@dataclass(slots=True)
class Sender:
    """Who sends a sheet, and what is looked up again and again while it is read."""

    viewer: Viewer
    actor: User
    at: datetime
    units: dict[tuple[str, date], AdministrativeUnit] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    risk_lists: dict[str, RiskList] = field(default_factory=dict)

    def copy(self) -> Sender:
        """The same, as it is now: what is looked up later does not show in it."""
        return replace(
            self,
            units=dict(self.units),
            parties=dict(self.parties),
            products=dict(self.products),
            risk_lists=dict(self.risk_lists),
        )

    def unit(self, name: str, on: date | None = None) -> AdministrativeUnit:
        """The commune of this name on that day (today where none is told)."""
        key = (name, on or timezone.localdate(self.at))
        if key not in self.units:
            self.units[key] = unit_named(*key)
        return self.units[key]

    def party(self, code: str) -> Party:
        """The party with this code or tax code, if its record is the sender's to change."""
        if code not in self.parties:
            rows = Party.objects.editable_by(self.viewer).living()
            found = rows.filter(internal_code=code.upper()).first() or rows.filter(tax_code=code).first()
            if found is None:
                why = Text(
                    f"Không có đơn vị mã “{code}” mà bạn được sửa.",
                    f"There is no party “{code}” that you may change.",
                )
                raise Refused(Problem("party", why, "no-such-party"))
            self.parties[code] = found
        return self.parties[code]

    def product(self, gtin: str) -> Product:
        """The product with this number, if its record is the sender's to change."""
        number = gtin.zfill(14)
        if number not in self.products:
            found = Product.objects.editable_by(self.viewer).filter(gtin=number).first()
            if found is None:
                why = Text(
                    f"Không có sản phẩm mã “{gtin}” mà bạn được sửa.",
                    f"There is no product “{gtin}” of yours.",
                )
                raise Refused(Problem("gtin", why, "no-such-product"))
            self.products[number] = found
        return self.products[number]


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its name, where its list stands, who may fill it, its columns, and what one row does."""

    key: str
    name: Text
    route: str
    permissions: tuple[str, ...]
    fields: tuple[Field, ...]
    take: Callable[[Values, Sender], Any]
    words: Text

    def is_open_to(self, viewer: Viewer) -> bool:
        """Whether this viewer may send sheets for it."""
        return any(viewer.may(one) for one in self.permissions)


ALL, OWN = ("registry.edit_all",), ("registry.edit_all", "registry.edit_own")
PARTY = Field("party", Text("Mã đơn vị", "Party"), required=True, example="LC-03394-P0001")
UNIT = Field("unit", Text("Xã, phường", "Commune"), required=True, example="Sin Suối Hồ")


def _choices(pairs: Any) -> Mapping[str, str]:
    return {str(words): value for value, words in pairs}


def _take_party(row: Values, sender: Sender) -> None:
    since = row.pop("since", None) or timezone.localdate(sender.at)
    unit = sender.unit(row.pop("unit"), since)
    add_party(
        row.pop("name"), unit=unit, since=since, actor=sender.actor, at=sender.at, even_if_alike=False, **row
    )


def _take_site(row: Values, sender: Sender) -> None:
    party, unit = sender.party(row.pop("party")), sender.unit(row.pop("unit"))
    add_site(party, row.pop("name"), unit=unit, actor=sender.actor, at=sender.at, **row)


def _take_product(row: Values, sender: Sender) -> None:
    owner, name, prefix = sender.party(row.pop("party")), row.pop("name"), row.pop("prefix", None)
    found = Prefix.objects.filter(party=owner, digits=prefix).first() if prefix else None
    if prefix and found is None:
        why = Text(f"Đơn vị này không có đầu mã {prefix}.", f"This party has no prefix {prefix}.")
        raise Refused(Problem("prefix", why, "prefix-not-own"))
    register_product(name, owner=owner, prefix=found, actor=sender.actor, at=sender.at, **row)


def _take_lot(row: Values, sender: Sender) -> None:
    product = sender.product(row.pop("gtin"))
    origin = row.pop("origin", None)
    unit = sender.unit(origin, row.get("produced_on")) if origin else None
    open_lot(product, row.pop("number"), origin=unit, actor=sender.actor, at=sender.at, **row)


def _take_prefix(row: Values, sender: Sender) -> None:
    party, digits, since = sender.party(row.pop("party")), row.pop("digits"), row.pop("valid_from")
    add_prefix(party, digits, since=since, actor=sender.actor, at=sender.at, **row)


def _take_certificate(row: Values, sender: Sender) -> None:
    _take_paper(add_certificate, row, sender)


def _take_declaration(row: Values, sender: Sender) -> None:
    _take_paper(add_declaration, row, sender)


def _take_paper(add: Callable[..., Any], row: Values, sender: Sender) -> None:
    numbers = str(row.pop("gtin", "")).replace(",", " ").replace(";", " ").split()
    products = [sender.product(number) for number in numbers]
    add(sender.party(row.pop("party")), products=products, actor=sender.actor, at=sender.at, **row)


def _take_risk(row: Values, sender: Sender) -> None:
    """The first line of a list in this sheet empties that list: a sheet holds the whole of it."""
    code, told = row.pop("list"), {name: row.pop(name, "") for name in ("name", "issuer")}
    since, until = row.pop("since"), row.pop("until", None)
    if code not in sender.risk_lists:
        sender.risk_lists[code] = load_risk_list(
            code, (), since=since, until=until, actor=sender.actor, at=sender.at, **told
        )
    number = row.pop("hs_code").replace(".", "").replace(" ", "")
    if not (number.isascii() and number.isdigit() and 2 <= len(number) <= 10):
        why = Text("Mã HS gồm 2 đến 10 chữ số.", "An HS code has 2 to 10 digits.")
        raise Refused(Problem("hs_code", why, "hs-code"))
    RiskItem.objects.create(list=sender.risk_lists[code], hs_code=number, **row)


def _take_person(row: Values, sender: Sender) -> None:
    roster.take(row, viewer=sender.viewer, actor=sender.actor, at=sender.at)


PAPER = (
    PARTY,
    Field("number", Text("Số hiệu", "Number"), required=True, example="VG-2026-001"),
    Field("standard", Text("Tiêu chuẩn", "Standard"), example="TCVN 11892-1:2017"),
    Field("scope", Text("Phạm vi", "Scope"), example="3 ha chè Shan"),
    Field("issued_on", Text("Ngày cấp", "Issued on"), "day", required=True, example="01/07/2026"),
    Field("expires_on", Text("Hết hạn", "Expires on"), "day", example="30/06/2028"),
    Field("gtin", Text("Mã sản phẩm", "Products"), example="00210000000017"),
)

REGISTERS: dict[str, Register] = {
    one.key: one
    for one in (
        Register(
            "don-vi",
            Text("Đơn vị", "Parties"),
            "parties",
            ALL,
            (
                Field("name", Text("Tên đơn vị", "Name"), required=True, example="HTX chè Mẫu"),
                Field("short_name", Text("Tên gọi tắt", "Short name")),
                Field(
                    "kind",
                    Text("Loại", "Kind"),
                    required=True,
                    example="hợp tác xã",
                    choices=_choices(Party.Kind.choices[:-1]),
                ),
                UNIT,
                Field("street", Text("Địa chỉ", "Street"), example="bản Mẫu"),
                Field("since", Text("Từ ngày", "From"), "day", example="01/07/2025"),
                Field("tax_code", Text("Mã số thuế", "Tax code"), example="0100233488"),
                Field("gln", Text("GLN", "GLN")),
                Field("representative", Text("Người đại diện", "Representative")),
                Field("phone", Text("Điện thoại", "Telephone")),
                Field("email", Text("Thư điện tử", "E-mail")),
            ),
            _take_party,
            Text(
                "Đơn vị trùng tên với hồ sơ đã có bị từ chối: thêm trên trang nếu đúng là đơn vị khác.",
                "Doubles are refused.",
            ),
        ),
        Register(
            "dia-diem",
            Text("Địa điểm", "Places"),
            "sites",
            OWN,
            (
                PARTY,
                Field("name", Text("Tên địa điểm", "Name"), required=True, example="Nương chè số 1"),
                Field(
                    "kind",
                    Text("Loại", "Kind"),
                    required=True,
                    example="vùng trồng, ao, trại",
                    choices=_choices(Site.Kind.choices),
                ),
                UNIT,
                Field("street", Text("Địa chỉ", "Street")),
                Field("gln", Text("GLN", "GLN")),
                Field("growing_code", Text("Mã số vùng trồng", "Growing-area code")),
                Field("crop", Text("Trồng, nuôi gì", "What grows here"), example="chè Shan"),
            ),
            _take_site,
            Text("Ranh giới nhập riêng từ tệp GeoJSON hoặc KML.", "Outlines come from GeoJSON or KML files."),
        ),
        Register(
            "san-pham",
            Text("Sản phẩm", "Products"),
            "products",
            OWN,
            (
                PARTY,
                Field("name", Text("Tên sản phẩm", "Name"), required=True, example="Chè Shan, hộp 100 g"),
                Field("gtin", Text("GTIN", "GTIN")),
                Field("prefix", Text("Lấy số từ đầu mã", "Number from the prefix")),
                Field(
                    "sector",
                    Text("Ngành hàng", "Sector"),
                    required=True,
                    example="Chè",
                    choices={one.name.vi: one.code for one in known_sectors()},
                ),
                Field("use", Text("Dùng để", "Made for"), choices=_choices(Product.Use.choices)),
                Field("brand", Text("Thương hiệu", "Brand")),
                Field("net_content", Text("Khối lượng tịnh", "Net content"), example="100 g"),
                Field("origin", Text("Xuất xứ", "Origin")),
                Field(
                    "shelf_life_days", Text("Hạn dùng (ngày)", "Shelf life (days)"), "whole", example="730"
                ),
                Field("standards", Text("Tiêu chuẩn áp dụng", "Standards"), example="TCVN 13993:2024"),
                Field("hs_code", Text("Mã HS", "HS code"), example="0902"),
                Field("description", Text("Mô tả", "Description")),
            ),
            _take_product,
            Text(
                "Không có GTIN và đầu mã thì hệ thống cấp mã nội bộ.",
                "Without GTIN and prefix, an internal number is given.",
            ),
        ),
        Register(
            "lo-hang",
            Text("Lô hàng", "Lots"),
            "lots",
            OWN,
            (
                Field("gtin", Text("Mã sản phẩm", "Product"), required=True, example="00210000000017"),
                Field("number", Text("Số lô", "Lot number"), required=True, example="261122-A1"),
                Field("produced_on", Text("Ngày sản xuất", "Made on"), "day", example="22/11/2026"),
                Field("expires_on", Text("Hạn sử dụng", "Expires on"), "day", example="22/11/2028"),
                Field("quantity", Text("Số lượng", "Quantity"), "number", example="1.234,5"),
                Field(
                    "uom",
                    Text("Đơn vị tính", "Unit"),
                    example="kg",
                    choices={**{name.vi: code for code, name in SYMBOLS.items()}},
                ),
                Field("origin", Text("Nơi làm ra", "Made in"), example="Sin Suối Hồ"),
            ),
            _take_lot,
            Text("Số lô in trên nhãn, mở rồi không đổi.", "The number is printed: once opened, it stays."),
        ),
        Register(
            "dau-ma",
            Text("Đầu mã GS1", "GS1 prefixes"),
            "prefixes",
            ALL,
            (
                PARTY,
                Field("digits", Text("Đầu mã", "Prefix"), required=True, example="8938500001"),
                Field("certificate", Text("Số giấy chứng nhận", "Certificate number")),
                Field(
                    "valid_from",
                    Text("Cấp từ ngày", "Allotted from"),
                    "day",
                    required=True,
                    example="01/07/2025",
                ),
                Field(
                    "fee_paid_until", Text("Phí đã nộp đến", "Fee paid until"), "day", example="31/12/2026"
                ),
            ),
            _take_prefix,
            Text("Ghi đúng như giấy chứng nhận của GS1 Việt Nam.", "As on GS1 Vietnam's certificate."),
        ),
        Register(
            "giay-chung-nhan",
            Text("Giấy chứng nhận", "Certificates"),
            "certificates",
            OWN,
            (
                *PAPER,
                Field("issuer", Text("Nơi cấp", "Issuer"), required=True, example="Tổ chức Mẫu"),
                Field(
                    "kind",
                    Text("Loại", "Kind"),
                    required=True,
                    example="VietGAP",
                    choices=_choices(Certificate.Kind.choices),
                ),
            ),
            _take_certificate,
            Text("Bản quét thêm sau trên trang của từng giấy.", "Scans are added on each one's page."),
        ),
        Register(
            "cong-bo",
            Text("Bản công bố", "Declarations"),
            "declarations",
            OWN,
            (
                *PAPER,
                Field(
                    "kind",
                    Text("Loại", "Kind"),
                    required=True,
                    example="công bố hợp quy",
                    choices=_choices(Declaration.Kind.choices),
                ),
                Field("received_by", Text("Cơ quan tiếp nhận", "Received by")),
                Field("receipt", Text("Số tiếp nhận", "Receipt")),
            ),
            _take_declaration,
            Text("Bản quét thêm sau trên trang của từng bản.", "Scans are added on each one's page."),
        ),
        Register(
            "nhan-su",
            Text("Người vào, người ra", "Staff who join and leave"),
            "people",
            (MANAGES, ALL_ACCOUNTS),
            roster.FIELDS,
            _take_person,
            Text(
                "“vào”: người có tài khoản được giao vai trò, người chưa có nhận thư mời. “ra”: hết quyền sau ngày "
                "ghi, hoặc ngay nếu để trống. Bỏ trống cột Việc: giữ nguyên. Bảng rà soát quyền gửi lại ở đây.",
                "Who joins is given a role, or a letter of invitation; who leaves loses it after the day told, or now. "
                "Without a deed, nothing changes. The review sheet of rights is sent back here.",
            ),
        ),
        Register(
            "danh-muc-rui-ro",
            Text("Danh mục rủi ro", "Risk lists"),
            "risk_items",
            ALL,
            (
                Field("list", Text("Số văn bản", "Document"), required=True, example="1/2026/TT-MAU"),
                Field(
                    "name", Text("Tên danh mục", "Name of the list"), required=True, example="Danh mục mẫu"
                ),
                Field("issuer", Text("Cơ quan ban hành", "Issuer"), required=True, example="Bộ Mẫu"),
                Field(
                    "since", Text("Hiệu lực từ", "In force from"), "day", required=True, example="01/07/2026"
                ),
                Field("until", Text("Đến hết ngày", "Until"), "day"),
                Field("hs_code", Text("Mã HS", "HS code"), required=True, example="0902"),
                Field("goods", Text("Hàng hóa", "Goods"), required=True, example="Chè"),
                Field(
                    "tier",
                    Text("Mức rủi ro", "Tier"),
                    required=True,
                    example="rủi ro thấp",
                    choices=_choices(Product.Risk.choices),
                ),
            ),
            _take_risk,
            Text(
                "Một bảng chứa trọn một danh mục: nạp lại cùng số văn bản thì các dòng cũ được thay hết.",
                "A sheet holds the whole of a list: loaded again, it replaces all lines.",
            ),
        ),
    )
}

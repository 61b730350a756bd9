"""Who and what there is in the demonstration province: parties, places, people and goods, all of them fiction
on real communes. Made through the registry's own actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from nguongoc.domain.vietnam.ground import Ground, outline
from nguongoc.domain.vietnam.places import PROVINCE_CODE
from nguongoc.foundation.accounts.models import User
from nguongoc.registry.parties.actions import add_party, add_site, join, unit_on
from nguongoc.registry.parties.models import AdministrativeUnit, Party, Site
from nguongoc.registry.products.actions import add_product
from nguongoc.registry.products.models import Product
from nguongoc.reports.start import demonstration as names

SINCE = date(2025, 7, 1)
"""From when names, addresses and memberships hold: the communes' own first day."""
HIGH, LOW, FAR = "03394", "03390", "03405"
"""Xã Sin Suối Hồ, xã Bình Lư, xã Tả Lèng."""
MIDDLES = {HIGH: (103.395, 22.475), LOW: (103.615, 22.325), FAR: (103.485, 22.435)}
"""Somewhere in each commune (longitude, latitude): no plot of anybody's is meant."""
HOUSEHOLDS = ((HIGH, 20), (LOW, 10), (FAR, 10))

# key: (name, kind, unit)
PARTIES: dict[str, tuple[str, str, str]] = {
    "ubnd": ("UBND tỉnh Mẫu (trình diễn)", "agency", PROVINCE_CODE),
    "skhcn": ("Sở Khoa học và Công nghệ Mẫu (trình diễn)", "agency", PROVINCE_CODE),
    "snnmt": ("Sở Nông nghiệp và Môi trường Mẫu (trình diễn)", "agency", PROVINCE_CODE),
    "stc": ("Sở Tài chính Mẫu (trình diễn)", "agency", PROVINCE_CODE),
    "kiemtoan": ("Cơ quan kiểm toán Mẫu (trình diễn)", "agency", PROVINCE_CODE),
    f"xa-{HIGH}": ("UBND xã Sin Suối Hồ (trình diễn)", "agency", HIGH),
    f"xa-{LOW}": ("UBND xã Bình Lư (trình diễn)", "agency", LOW),
    f"xa-{FAR}": ("UBND xã Tả Lèng (trình diễn)", "agency", FAR),
    "htx": ("HTX chè Mẫu (trình diễn)", "cooperative", HIGH),
    "xuong": ("Xưởng chế biến chè Mẫu (trình diễn)", "enterprise", LOW),
    "phanphoi": ("Công ty phân phối Mẫu (trình diễn)", "enterprise", LOW),
    "mien": ("Cơ sở miến dong Mẫu (trình diễn)", "enterprise", LOW),
    "ca": ("Trại cá nước lạnh Mẫu (trình diễn)", "enterprise", FAR),
    "ong": ("Tổ hợp tác ong Mẫu (trình diễn)", "cooperative", HIGH),
    "thunghiem": ("Phòng thử nghiệm Mẫu (trình diễn)", "laboratory", PROVINCE_CODE),
    "chungnhan": ("Tổ chức chứng nhận Mẫu (trình diễn)", "certifier", PROVINCE_CODE),
    "chuyengia": ("Tổ chuyên gia Mẫu (trình diễn)", "experts", PROVINCE_CODE),
}

# key: (party, name, kind, unit)
SITES: dict[str, tuple[str, str, str, str]] = {
    f"thumua-{HIGH}": ("htx", "Điểm thu mua số 1 (mẫu)", "collection", HIGH),
    f"thumua-{LOW}": ("htx", "Điểm thu mua số 2 (mẫu)", "collection", LOW),
    f"thumua-{FAR}": ("htx", "Điểm thu mua số 3 (mẫu)", "collection", FAR),
    "xuong": ("xuong", "Xưởng chè (mẫu)", "factory", LOW),
    "kho": ("phanphoi", "Kho phân phối (mẫu)", "warehouse", LOW),
    "cuahang-1": ("phanphoi", "Cửa hàng số 1 (mẫu)", "shop", LOW),
    "cuahang-2": ("phanphoi", "Cửa hàng số 2 (mẫu)", "shop", FAR),
    "cuahang-3": ("phanphoi", "Cửa hàng số 3 (mẫu)", "shop", HIGH),
    "ruong-dong": ("mien", "Vùng trồng dong riềng (mẫu)", "field", LOW),
    "xuong-mien": ("mien", "Xưởng miến (mẫu)", "factory", LOW),
    "ao": ("ca", "Ao nuôi số 1 (mẫu)", "field", FAR),
    "dan-ong": ("ong", "Điểm đặt đàn ong (mẫu)", "field", HIGH),
    "xuong-ong": ("ong", "Nhà quay mật (mẫu)", "factory", HIGH),
    "phong": ("thunghiem", "Phòng thử nghiệm (mẫu)", "laboratory", LOW),
}

# user name: (role, party, full name)
ACCOUNTS: dict[str, tuple[str, str, str]] = {
    "trinhdien-quantri": ("system-administrator", "skhcn", "Quản trị mẫu"),
    "trinhdien-sokhcn": ("lead-officer", "skhcn", "Cán bộ Sở KH&CN mẫu"),
    "trinhdien-kiemtra": ("inspector", "skhcn", "Kiểm tra viên mẫu"),
    "trinhdien-sonnmt": ("department-officer", "snnmt", "Cán bộ Sở NN&MT mẫu"),
    "trinhdien-sotaichinh": ("finance-officer", "stc", "Cán bộ Sở Tài chính mẫu"),
    "trinhdien-lanhdao": ("leader", "ubnd", "Lãnh đạo tỉnh mẫu"),
    "trinhdien-kiemtoan": ("auditor", "kiemtoan", "Kiểm toán viên mẫu"),
    "trinhdien-xa-sinsuoiho": ("commune-officer", f"xa-{HIGH}", "Cán bộ xã mẫu 1"),
    "trinhdien-xa-binhlu": ("commune-officer", f"xa-{LOW}", "Cán bộ xã mẫu 2"),
    "trinhdien-xa-taleng": ("commune-officer", f"xa-{FAR}", "Cán bộ xã mẫu 3"),
    "trinhdien-giamdoc": ("enterprise-administrator", "htx", "Giám đốc HTX mẫu"),
    "trinhdien-chatluong": ("qa-manager", "htx", "Quản lý chất lượng mẫu"),
    "trinhdien-nguoighi": ("recorder", "htx", "Người ghi mẫu"),
    "trinhdien-phanmem": ("service", "htx", "Phần mềm mẫu"),
    "trinhdien-xuong": ("enterprise-administrator", "xuong", "Chủ xưởng chè mẫu"),
    "trinhdien-phanphoi": ("enterprise-administrator", "phanphoi", "Chủ phân phối mẫu"),
    "trinhdien-mien": ("enterprise-administrator", "mien", "Chủ cơ sở miến mẫu"),
    "trinhdien-ca": ("enterprise-administrator", "ca", "Chủ trại cá mẫu"),
    "trinhdien-ong": ("enterprise-administrator", "ong", "Tổ trưởng ong mẫu"),
    "trinhdien-thunghiem": ("qa-manager", "thunghiem", "Kiểm nghiệm viên mẫu"),
    "trinhdien-chungnhan": ("qa-manager", "chungnhan", "Chuyên gia đánh giá mẫu"),
    "trinhdien-chuyengia": ("expert", "chuyengia", "Chuyên gia mẫu 1"),
}

SENDERS = {
    **{party: user for user, (_, party, _) in ACCOUNTS.items()},
    "htx": "trinhdien-nguoighi",
    "skhcn": "trinhdien-kiemtra",
}
"""Who sends in the name of each party."""

INPUT = {"use": "input"}
FICTION = "Sản phẩm hư cấu, chỉ để trình diễn hệ thống."
# gtin: (name, English name, sector, owner, details)
PRODUCTS: dict[str, tuple[str, str, str, str, dict[str, Any]]] = {
    names.SHAN: (
        "Chè Shan tuyết Mẫu, hộp 100 g (trình diễn)",
        "Sample Shan tea, 100 g box (demonstration)",
        "tea",
        "htx",
        {"net_content": "100 g", "shelf_life_days": 730, "brand": "Mẫu", "standards": "TCVN 13993:2024"},
    ),
    names.GREEN: (
        "Chè xanh Mẫu, túi 200 g (trình diễn)",
        "Sample green tea, 200 g bag (demonstration)",
        "tea",
        "htx",
        {"net_content": "200 g", "shelf_life_days": 365, "brand": "Mẫu", "standards": "TCVN 13993:2024"},
    ),
    names.BLACK: (
        "Hồng trà Mẫu, hộp 50 g (trình diễn)",
        "Sample black tea, 50 g box (demonstration)",
        "tea",
        "htx",
        {"net_content": "50 g", "shelf_life_days": 730, "brand": "Mẫu", "standards": "TCVN 13993:2024"},
    ),
    names.NOODLES: (
        "Miến dong Mẫu, gói 500 g (trình diễn)",
        "Sample canna noodles, 500 g pack (demonstration)",
        "noodles",
        "mien",
        {"net_content": "500 g", "shelf_life_days": 540, "brand": "Mẫu", "standards": "TCVN 13987:2024"},
    ),
    names.HONEY: (
        "Mật ong Mẫu, chai 500 ml (trình diễn)",
        "Sample honey, 500 ml bottle (demonstration)",
        "honey",
        "ong",
        {"net_content": "500 ml", "shelf_life_days": 730, "brand": "Mẫu", "standards": "TCVN 13843:2023"},
    ),
    names.FISH: (
        "Cá tầm Mẫu, ướp lạnh nguyên con (trình diễn)",
        "Sample sturgeon, chilled whole (demonstration)",
        "fish",
        "ca",
        {"shelf_life_days": 7, "brand": "Mẫu", "standards": "TCVN 9989:2013"},
    ),
    names.LEAF: ("Búp chè tươi (trình diễn)", "Fresh tea leaf (demonstration)", "tea", "htx", INPUT),
    names.DRY: ("Chè khô rời (trình diễn)", "Loose dry tea (demonstration)", "tea", "htx", INPUT),
    names.DUST: (
        "Bụi chè, phụ phẩm (trình diễn)",
        "Tea dust, by-product (demonstration)",
        "tea",
        "xuong",
        INPUT,
    ),
    names.ROOTS: ("Củ dong riềng (trình diễn)", "Canna roots (demonstration)", "noodles", "mien", INPUT),
    names.STARCH: ("Tinh bột dong (trình diễn)", "Canna starch (demonstration)", "noodles", "mien", INPUT),
    names.NOODLES_LOOSE: ("Miến rời (trình diễn)", "Loose noodles (demonstration)", "noodles", "mien", INPUT),
    names.HONEY_RAW: ("Mật ong thô (trình diễn)", "Raw honey (demonstration)", "honey", "ong", INPUT),
    names.FINGERLINGS: (
        "Cá tầm giống (trình diễn)",
        "Sturgeon fingerlings (demonstration)",
        "fish",
        "ca",
        INPUT,
    ),
}


@dataclass(frozen=True, slots=True)
class Household:
    """One of the cooperative's households: its number, its commune, its plot."""

    number: int
    commune: str
    party: Party
    plot: Site


@dataclass(slots=True)
class Province:
    """All of it, by the keys above."""

    units: dict[str, AdministrativeUnit] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    households: list[Household] = field(default_factory=list)

    def sender(self, party: str) -> User:
        """Who sends in the name of this party."""
        return self.users[SENDERS[party]]


def found(*, at: datetime) -> Province:
    """Found the province: every row through its own action, every row audited."""
    province = Province({code: unit_on(code, SINCE) for code in (PROVINCE_CODE, HIGH, LOW, FAR)})
    for key, (name, kind, unit) in PARTIES.items():
        province.parties[key] = _party(name, kind, province.units[unit], at)
    for key, (party, name, kind, unit) in SITES.items():
        province.sites[key] = add_site(
            province.parties[party], name, kind=kind, unit=province.units[unit], actor=None, at=at
        )
    province.households += _households(province.units, at)
    province.users |= _users(province.parties, at)
    for gtin, (name, name_en, sector, owner, details) in PRODUCTS.items():
        province.products[gtin] = add_product(
            name,
            gtin=gtin,
            owner=province.parties[owner],
            sector=sector,
            actor=None,
            at=at,
            name_en=name_en,
            description=FICTION,
            is_demonstration=True,
            **details,
        )
    return province


def _party(name: str, kind: str, unit: AdministrativeUnit, at: datetime) -> Party:
    return add_party(name, kind=kind, unit=unit, since=SINCE, actor=None, at=at, is_demonstration=True)


def _households(units: dict[str, AdministrativeUnit], at: datetime) -> Iterator[Household]:
    number = 0
    for commune, count in HOUSEHOLDS:
        for _ in range(count):
            number += 1
            unit = units[commune]
            party = _party(f"Hộ mẫu {number:02d} (trình diễn)", "household", unit, at)
            plot = add_site(
                party,
                f"Nương chè hộ mẫu {number:02d}",
                kind="field",
                unit=unit,
                actor=None,
                at=at,
                ground=_plot(number, commune),
                crop="chè Shan tuyết" if commune == HIGH else "chè Kim tuyên",
            )
            yield Household(number, commune, party, plot)


CORNERS = ((0.0, 0.1), (0.55, -0.05), (1.0, 0.2), (0.9, 0.75), (0.4, 1.0), (-0.1, 0.6))


def _plot(number: int, commune: str) -> Ground:
    """A plot that nobody tills: six corners, two thirds of a hectare to one and a half, in rows beside one another."""
    longitude, latitude = MIDDLES[commune]
    across, down = number % 5, number // 5 % 5
    wide = 0.0007 + 0.0004 * (number * 7 % 10) / 10
    high = 0.0008 + 0.0004 * (number * 3 % 10) / 10
    left, bottom = longitude + 0.0022 * across, latitude + 0.0019 * down
    return outline([(round(left + wide * x, 6), round(bottom + high * y, 6)) for x, y in CORNERS])


def _users(parties: dict[str, Party], at: datetime) -> dict[str, User]:
    """Every account with the one published password; the connected software has none, it uses tokens."""
    password, none = make_password(names.PASSWORD), make_password(None)
    users = {}
    for username, (role, party, full_name) in ACCOUNTS.items():
        service = role == "service"
        user = User.objects.create(
            username=username,
            full_name=f"{full_name} (trình diễn)",
            is_service=service,
            password=none if service else password,
        )
        join(user, parties[party], role, since=SINCE, actor=None, at=at)
        users[username] = user
    return users

"""Tea, step by step from a household's plot to the shop, and two seasons of it.

Figures are fiction within what tea does: 4.5 to 5 kg of fresh leaf make one kg of dry tea, a few hundredths of it
fall off as dust, packing loses a little.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from nguongoc.config.demo.province import FAR, HIGH, LOW, Household
from nguongoc.config.demo.telling import (
    DAY,
    Goods,
    LotToOpen,
    Scene,
    lot,
    moment,
    observed,
    paper,
    stamp,
    tenths,
    transformed,
)
from nguongoc.config.demo.trade import cartons, deliver, sell, stock_shop
from nguongoc.reports.start.demonstration import BLACK, DRY, DUST, GREEN, LEAF, SHAN

WEEKS = 24
AUDITED = 8
"""The week of a season in which the certifier comes."""
NET = {SHAN: Decimal("0.1"), GREEN: Decimal("0.2"), BLACK: Decimal("0.05")}
"""kg of tea in one pack."""
IN_CARTON = {SHAN: 100, GREEN: 50, BLACK: 200}


def weight(goods: Sequence[Goods]) -> Decimal:
    """All of it together."""
    return sum((one.quantity for one in goods), Decimal(0))


def pluck(scene: Scene, day: date, household: Household, kilos: Decimal, number: str = "") -> Goods:
    """One household's leaf of one day, written down by the cooperative's recorder."""
    number = number or f"{stamp(day)}-H{household.number:02d}"
    leaf = Goods(lot(LEAF, number), kilos)
    at = moment(day, 15, household.number)
    variety = "Shan tuyết" if household.commune == HIGH else "Kim tuyên"
    about = {"ng:variety": variety, "ng:grade": "1 tôm 2 lá"}
    scene.book.tell(
        "htx",
        observed("commissioning", at, household.plot, [leaf], action="ADD", disposition="active", ilmd=about),
    )
    return leaf


def inspect(scene: Scene, day: date, commune: str, leaf: Sequence[Goods], number: str) -> None:
    """The commune's officer compares the households' diaries with the leaf, before it is mixed. No read point: it
    is the plucking that was checked, and that happened elsewhere."""
    checked = observed(
        "inspecting",
        moment(day, 17, 30),
        scene.province.sites[f"thumua-{commune}"],
        leaf,
        disposition="conformant",
        bizTransactionList=[paper("", f"bien-ban/{number}")],
    )
    del checked["readPoint"]
    scene.book.tell(f"xa-{commune}", checked)


def visit(scene: Scene, day: date, made: Goods) -> None:
    """The province's inspector looks at the factory, and at this lot of dry tea in it."""
    minutes = [paper("", f"bien-ban/{made.key.rpartition('/')[2]}")]
    at, site = moment(day, 14), scene.province.sites["xuong"]
    seen = observed("inspecting", at, site, [made], disposition="conformant", bizTransactionList=minutes)
    scene.book.tell("skhcn", seen)


def audit(scene: Scene, day: date, leaf: Sequence[Goods], number: str) -> None:
    """The certifier's yearly look at the households' leaf, under the certificate's number (fiction)."""
    site = scene.province.sites[f"thumua-{HIGH}"]
    certificate = [paper("cert", f"chung-nhan/{number}")]
    at = moment(day, 17)
    seen = observed("inspecting", at, site, leaf, disposition="conformant", bizTransactionList=certificate)
    scene.book.tell("chungnhan", seen)


def collect(scene: Scene, day: date, commune: str, leaf: Sequence[Goods], number: str) -> Goods:
    """A collection point weighs each household's leaf on a slip of its own and mixes it into one lot."""
    bought = Goods(lot(LEAF, number), tenths(weight(leaf) * Decimal("0.995")))
    slips = [paper("recadv", f"phieu-can/{one.key.rpartition('/')[2]}") for one in leaf]
    site = scene.province.sites[f"thumua-{commune}"]
    scene.book.tell(
        "htx", transformed("collecting", moment(day, 18, 30), site, leaf, [bought], bizTransactionList=slips)
    )
    return bought


def dry(scene: Scene, day: date, leaf: Sequence[Goods], number: str, ratio: Decimal | None = None) -> Goods:
    """The factory makes dry tea; dust falls off as a by-product with a lot of its own."""
    ratio = ratio or Decimal(str(round(scene.chance.uniform(4.5, 5.0), 2)))
    out = weight(leaf) / ratio
    dust = tenths(out * Decimal(str(round(scene.chance.uniform(0.02, 0.04), 3))))
    made = Goods(lot(DRY, number), tenths(out) - dust)
    _at_factory(
        scene,
        "commissioning",
        day,
        9,
        leaf,
        [made, Goods(lot(DUST, f"{number}B"), dust)],
        number,
        ilmd={"ng:process": "làm héo, diệt men, vò, sấy"},
    )
    return made


def dry_again(scene: Scene, day: date, damp: Goods, number: str) -> Goods:
    """Rework: tea found too damp goes through the dryer once more, and is a new lot."""
    made = Goods(lot(DRY, number), tenths(damp.quantity * Decimal("0.97")))
    _at_factory(scene, "other", day, 8, [damp], [made], number, ilmd={"ng:process": "sấy lại"})
    return made


def _at_factory(
    scene: Scene,
    step: str,
    day: date,
    hour: int,
    taken: Sequence[Goods],
    made: Sequence[Goods],
    number: str,
    **more: Any,
) -> None:
    owner = {"type": "owning_party", "destination": scene.province.parties["htx"].identifiers[0]}
    order = paper("prodorder", f"lenh-san-xuat/{number}")
    at, site = moment(day, hour), scene.province.sites["xuong"]
    scene.book.tell(
        "xuong",
        transformed(step, at, site, taken, made, bizTransactionList=[order], destinationList=[owner], **more),
    )


def examine(scene: Scene, day: date, goods: Goods, *, damp: bool = False) -> None:
    """The laboratory takes a sample and tells what it found, with the limits it held it against (fiction)."""
    number = goods.key.rpartition("/")[2]
    found = round(scene.chance.uniform(8.0, 9.5) if damp else scene.chance.uniform(4.2, 6.8), 1)
    scene.book.tell(
        "thunghiem",
        observed(
            "sampling",
            moment(day, 10),
            scene.province.sites["phong"],
            [goods],
            disposition="non_conformant" if damp else "conformant",
            bizTransactionList=[paper("testres", f"phieu-thu-nghiem/{number}")],
            **{
                "ng:tests": [
                    {"ng:what": "độ ẩm", "ng:found": found, "ng:limit": 7.5, "ng:unit": "P1"},
                    {"ng:what": "dư lượng thuốc bảo vệ thực vật", "ng:found": "không phát hiện"},
                ]
            },
        ),
    )


def pack(scene: Scene, day: date, gtin: str, number: str, tea: Sequence[Goods], packs: int) -> Goods:
    """The factory packs dry tea (often of several lots: a blend) into one lot of packs, and opens that lot."""
    packed = Goods(lot(gtin, number), Decimal(packs), None)
    owner = {"type": "owning_party", "destination": scene.province.parties["htx"].identifiers[0]}
    at, site = moment(day, 14), scene.province.sites["xuong"]
    scene.book.tell("xuong", transformed("packing", at, site, tea, [packed], destinationList=[owner]))
    scene.book.lots.append(LotToOpen(gtin, number, day, packed.quantity, "", HIGH))
    return packed


def season(scene: Scene, begins: date) -> None:
    """One season: two rounds of plucking a week, packing once a fortnight, and what becomes of it."""
    stock: dict[str, list[Goods]] = {SHAN: [], GREEN: [], BLACK: []}
    for week in range(WEEKS):
        monday = begins + 7 * week * DAY
        for day in (monday, monday + 3 * DAY):
            _round(scene, day, stock, with_black=week % 3 == 0, is_audited=week == AUDITED)
        if week % 2:
            for gtin, letter in ((SHAN, "S"), (GREEN, "X"), (BLACK, "D")):
                _pack_and_send(scene, monday + 5 * DAY, gtin, letter, stock[gtin])


def _round(
    scene: Scene, day: date, stock: dict[str, list[Goods]], *, with_black: bool, is_audited: bool
) -> None:
    bought = {}
    for number, commune in enumerate((HIGH, LOW, FAR), 1):
        leaf = [pluck(scene, day, one, scene.kilos(13, 28)) for one in _who_plucks(scene, commune)]
        if scene.chance.random() < 0.2:
            inspect(scene, day, commune, leaf, f"{stamp(day)}-{commune}")
        if is_audited and commune == HIGH:
            audit(scene, day, leaf, f"HC-{day.year}-{stamp(day)}")
        bought[commune] = collect(scene, day, commune, leaf, f"{stamp(day)}-TM{number}")
    shan = bought[HIGH]
    if with_black:  # one purchase, two kinds of tea: a split
        part = tenths(shan.quantity * Decimal("0.4"))
        _dry_and_test(scene, day + DAY, [shan._replace(quantity=part)], "D", stock[BLACK])
        shan = shan._replace(quantity=shan.quantity - part)
    _dry_and_test(scene, day + DAY, [shan], "S", stock[SHAN])
    _dry_and_test(scene, day + DAY, [bought[LOW], bought[FAR]], "X", stock[GREEN])


def _who_plucks(scene: Scene, commune: str) -> list[Household]:
    living = [one for one in scene.province.households if one.commune == commune]
    count = round(len(living) * scene.chance.uniform(0.5, 0.7))
    return sorted(scene.chance.sample(living, count), key=lambda one: one.number)


def _dry_and_test(scene: Scene, day: date, leaf: Sequence[Goods], letter: str, stock: list[Goods]) -> None:
    made = dry(scene, day, leaf, f"{stamp(day)}-{letter}")
    if scene.chance.random() < 0.35:
        damp = scene.chance.random() < 0.12
        examine(scene, day + DAY, made, damp=damp)
        if damp:
            made = dry_again(scene, day + DAY, made, f"{stamp(day)}-{letter}R")
    stock.append(made)


def take(stock: list[Goods], kilos: Decimal) -> list[Goods]:
    """Up to so many kg off the shelf, oldest first; a lot that is not used up stays with the rest."""
    taken: list[Goods] = []
    while stock and kilos > 0:
        oldest = stock.pop(0)
        part = min(oldest.quantity, kilos)
        taken.append(oldest._replace(quantity=part))
        if part < oldest.quantity:
            stock.insert(0, oldest._replace(quantity=oldest.quantity - part))
        kilos -= part
    return taken


def _pack_and_send(scene: Scene, day: date, gtin: str, letter: str, stock: list[Goods]) -> None:
    """A few cartons of packs to the shops; the rest of the fortnight's tea is sold loose the day after."""
    number = f"{stamp(day)}-{letter}1"
    wanted = scene.chance.randint(4, 8) * IN_CARTON[gtin]
    held = int(weight(stock) / NET[gtin] * Decimal("0.985"))
    packs = min(wanted, held)
    tea = take(stock, tenths(packs * NET[gtin] / Decimal("0.985")))
    if not packs or not tea:
        return
    packed = pack(scene, day, gtin, number, tea, packs)
    full = cartons(scene, day, packed, IN_CARTON[gtin], "xuong", "xuong")
    deliver(scene, day + 2 * DAY, full, number)
    for shop, some in enumerate((full[0::3], full[1::3], full[2::3]), 1):
        stock_shop(scene, day + 4 * DAY, f"cuahang-{shop}", some, f"{number}-{shop}")
        if some:
            sell(scene, day + 6 * DAY, f"cuahang-{shop}", [one.content for one in some])
    if stock:
        _sell_loose(scene, day + DAY, stock, number)


def _sell_loose(scene: Scene, day: date, stock: list[Goods], number: str) -> None:
    at, site = moment(day, 7), scene.province.sites["xuong"]
    bill = paper("bol", f"phieu-xuat/{number}-R")
    scene.book.tell("xuong", observed("shipping", at, site, stock, bizTransactionList=[bill]))
    stock.clear()

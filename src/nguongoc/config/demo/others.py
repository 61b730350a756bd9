"""The other makers: canna noodles, honey with stamped jars, cold-water fish."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from nguongoc.config.demo.province import FAR, HIGH, LOW
from nguongoc.config.demo.telling import (
    DAY,
    Event,
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
from nguongoc.reports.start.demonstration import (
    FINGERLINGS,
    FISH,
    HONEY,
    HONEY_RAW,
    NOODLES,
    NOODLES_LOOSE,
    ROOTS,
    STAMPED,
    STARCH,
)


def tell(scene: Scene) -> None:
    """Two winters of noodles, two summers of honey, fish all the time."""
    for before in range(560, 19, -36):
        _noodles(scene, scene.day(before))
    for count, before in enumerate((520, 495, 470, 190, 165, 140)):
        _honey(scene, scene.day(before), f"{stamp(scene.day(before))}-O1", stamped=count == 2)
    _honey(scene, scene.day(110), STAMPED, stamped=True)
    for before in (540, 400, 260, 120):
        _fish(scene, scene.day(before))


def _noodles(scene: Scene, day: date) -> None:
    """Roots from the field, starch (about six to one), noodles, packs; half of the lots are tested."""
    places, tell, number = scene.province.sites, scene.book.tell, stamp(day)
    field, factory = places["ruong-dong"], places["xuong-mien"]
    roots = [Goods(lot(ROOTS, f"{number}-C{turn}"), scene.kilos(600, 900)) for turn in (1, 2, 3)]
    for turn, one in enumerate(roots):
        about = {"ng:variety": "dong riềng đỏ"}
        at = moment(day, 8 + turn)
        tell("mien", observed("commissioning", at, field, [one], action="ADD", ilmd=about))
    slips = [paper("recadv", f"phieu-can/{number}-C{turn}") for turn in (1, 2, 3)]
    tell("mien", observed("receiving", moment(day, 17), factory, roots, bizTransactionList=slips))
    mass = sum((one.quantity for one in roots), Decimal(0))
    starch = Goods(lot(STARCH, f"{number}-B"), tenths(mass / Decimal("6.1")))
    loose = Goods(lot(NOODLES_LOOSE, f"{number}-M"), tenths(starch.quantity * Decimal("0.94")))
    order = [paper("prodorder", f"lenh-san-xuat/{number}-M")]
    tell("mien", transformed("commissioning", moment(day + 2 * DAY, 8), factory, roots, [starch]))
    later = moment(day + 4 * DAY, 8)
    tell("mien", transformed("commissioning", later, factory, [starch], [loose], bizTransactionList=order))
    if scene.chance.random() < 0.5:
        _tested(scene, day + 6 * DAY, loose, f"{number}-M", "tinh bột", "%")
    packed_on, lot_number = day + 9 * DAY, f"{number}-M1"
    packed = Goods(lot(NOODLES, lot_number), Decimal(int(loose.quantity * 2 * Decimal("0.99"))), None)
    tell("mien", transformed("packing", moment(packed_on, 9), factory, [loose], [packed]))
    scene.book.lots.append(LotToOpen(NOODLES, lot_number, packed_on, packed.quantity, "", LOW))
    full = cartons(scene, packed_on, packed, 40, "mien", "xuong-mien")
    deliver(scene, packed_on + DAY, full, lot_number, "mien", "xuong-mien")
    stock_shop(scene, packed_on + 3 * DAY, "cuahang-3", full[:6], lot_number)
    sell(scene, packed_on + 5 * DAY, "cuahang-3", [one.content for one in full[:6]])


def _honey(scene: Scene, day: date, lot_number: str, *, stamped: bool) -> None:
    """Extraction at the hives, filtering, test, bottles; some lots get a stamp on every bottle."""
    places, tell = scene.province.sites, scene.book.tell
    hives, house = places["dan-ong"], places["xuong-ong"]
    raw = Goods(lot(HONEY_RAW, f"{lot_number}-T"), scene.kilos(48, 62))
    clear = Goods(lot(HONEY_RAW, f"{lot_number}-L"), tenths(raw.quantity * Decimal("0.96")))
    about = {"ng:flower": "hoa rừng", "ng:moisture": round(scene.chance.uniform(19.5, 21.5), 1)}
    tell(
        "ong",
        observed("installing", moment(day - 40 * DAY, 18), hives, epcList=[_hives(scene)], action="ADD"),
    )
    tell("ong", observed("commissioning", moment(day, 9), hives, [raw], action="ADD", ilmd=about))
    tell("ong", transformed("commissioning", moment(day + DAY, 9), house, [raw], [clear]))
    _tested(scene, day + 3 * DAY, clear, lot_number, "hydroxymethylfurfural", "mg/kg")
    packed_on = day + 8 * DAY
    jars = int(clear.quantity / Decimal("0.7"))  # 500 ml of honey weigh about 0.7 kg
    packed = Goods(lot(HONEY, lot_number), Decimal(jars), None)
    tell("ong", transformed("packing", moment(packed_on, 9), house, [clear], [packed]))
    scene.book.lots.append(LotToOpen(HONEY, lot_number, packed_on, packed.quantity, "", HIGH))
    if stamped:
        _stamped(scene, packed_on, lot_number, jars)
    full = cartons(scene, packed_on, packed, 12, "ong", "xuong-ong")
    deliver(scene, packed_on + 2 * DAY, full, lot_number, "ong", "xuong-ong")
    stock_shop(scene, packed_on + 4 * DAY, "cuahang-1", full, lot_number)
    sell(scene, packed_on + 6 * DAY, "cuahang-1", [one.content for one in full])


def _hives(scene: Scene) -> str:
    return scene.province.parties["ong"].identifiers[0] + "/dan-ong-1"


def _stamped(scene: Scene, day: date, lot_number: str, jars: int) -> None:
    """A serial number on every jar, said to be of this lot; a few of them were scanned at the till."""
    serials = [f"https://id.gs1.org/01/{HONEY}/21/{lot_number}{jar:04d}" for jar in range(1, jars + 1)]
    house, shop = scene.province.sites["xuong-ong"], scene.province.sites["cuahang-1"]
    of_lot = {"cbvmda:lotNumber": lot_number}
    stamps = observed("encoding", moment(day, 15), house, epcList=serials, action="ADD", ilmd=of_lot)
    scene.book.tell("ong", stamps)
    for count, serial in enumerate(serials[8:16]):
        at = moment(day + (7 + count) * DAY, 18)
        if at.date() < scene.today:
            sold = observed("retail_selling", at, shop, epcList=[serial], disposition="retail_sold")
            scene.book.tell("phanphoi", sold)


def _fish(scene: Scene, day: date) -> None:
    """Fingerlings into the pond, the water read every week, two catches, chilled transport."""
    places, tell, number = scene.province.sites, scene.book.tell, stamp(day)
    pond = places["ao"]
    young = Goods(lot(FINGERLINGS, f"{number}-G"), Decimal(scene.chance.randint(380, 460)), None)
    about = {"ng:species": "cá tầm", "ng:from": "trại giống mẫu"}
    paid = [paper("recadv", f"phieu-giao-giong/{number}")]
    arrived = observed(
        "commissioning", moment(day, 8), pond, [young], action="ADD", ilmd=about, bizTransactionList=paid
    )
    tell("ca", arrived)
    for week in range(1, 13):
        tell("ca", _water(scene, day + 7 * week * DAY, young))
    _tested(scene, day + 86 * DAY, young, f"{number}-G", "dư lượng kháng sinh", "µg/kg")
    half = young._replace(quantity=young.quantity // 2)
    for turn, before_end in enumerate((90, 97), 1):
        caught_on, lot_number = day + before_end * DAY, f"{number}-C{turn}"
        fish = Goods(lot(FISH, lot_number), tenths(half.quantity * scene.kilos(1.6, 1.9)))
        tell("ca", transformed("commissioning", moment(caught_on, 5), pond, [half], [fish]))
        scene.book.lots.append(LotToOpen(FISH, lot_number, caught_on, fish.quantity, "KGM", FAR))
        bill = [paper("bol", f"phieu-xuat/{lot_number}")]
        cold = _reading("Temperature", scene.chance.uniform(1.5, 3.9), "CEL")
        tell("ca", observed("shipping", moment(caught_on, 7), pond, [fish], bizTransactionList=bill, **cold))
        sell(scene, caught_on + DAY, "cuahang-2", [fish], weeks=1)


def _water(scene: Scene, day: date, young: Goods) -> Event:
    """A reading of the pond's water; it names the fish in it, and counts none."""
    return observed(
        "sensor_reporting",
        moment(day, 7),
        scene.province.sites["ao"],
        quantityList=[{"epcClass": young.key}],
        **_reading("Temperature", scene.chance.uniform(14.5, 19.5), "CEL"),
    )


def _reading(kind: str, value: float, uom: str) -> Event:
    return {"sensorElementList": [{"sensorReport": [{"type": kind, "value": round(value, 1), "uom": uom}]}]}


def _tested(scene: Scene, day: date, goods: Goods, number: str, what: str, unit: str) -> None:
    """The laboratory's word on one indicator (fiction)."""
    found = [{"ng:what": what, "ng:conclusion": "trong giới hạn", "ng:unit": unit}]
    report = [paper("testres", f"phieu-thu-nghiem/{number}")]
    site = scene.province.sites["phong"]
    told = observed(
        "sampling", moment(day, 10), site, [goods], bizTransactionList=report, **{"ng:tests": found}
    )
    scene.book.tell("thunghiem", {**told, "disposition": "conformant"})

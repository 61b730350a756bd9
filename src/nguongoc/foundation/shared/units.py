"""UN/ECE Recommendation 20 codes that this province measures with, and how people write them."""

from __future__ import annotations

from nguongoc.domain.problem import Text

SYMBOLS: dict[str, Text] = {
    "KGM": Text("kg", "kg"),
    "GRM": Text("g", "g"),
    "MGM": Text("mg", "mg"),
    "TNE": Text("tấn", "t"),
    "DTN": Text("tạ", "dt"),
    "LTR": Text("lít", "l"),
    "MLT": Text("ml", "ml"),
    "MTR": Text("m", "m"),
    "CMT": Text("cm", "cm"),
    "KMT": Text("km", "km"),
    "MTK": Text("m²", "m²"),
    "MTQ": Text("m³", "m³"),
    "HAR": Text("ha", "ha"),
    "CEL": Text("°C", "°C"),
    "P1": Text("%", "%"),
    "KWH": Text("kWh", "kWh"),
    "MIN": Text("phút", "min"),
    "HUR": Text("giờ", "h"),
    "DAY": Text("ngày", "days"),
    "H87": Text("cái", "pcs"),
    "EA": Text("cái", "pcs"),
    "C62": Text("đơn vị", "units"),
    "XBX": Text("hộp", "boxes"),
    "XBG": Text("túi", "bags"),
    "XBO": Text("chai", "bottles"),
    "XCT": Text("thùng", "cartons"),
    "XSA": Text("bao", "sacks"),
    "XPX": Text("pa-lét", "pallets"),
    "PR": Text("đôi", "pairs"),
    "NIU": Text("đơn vị", "units"),
}

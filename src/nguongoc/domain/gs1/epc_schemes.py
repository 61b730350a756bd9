"""How each scheme of EPC URNs is built, as data.

Source: GS1 EPC Tag Data Standard 2.x, 6.3 (URN syntax) and 7 (correspondence to GS1 keys).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nguongoc.domain.gs1 import keys

# What one component must look like, unescaped: its shape, and what to tell a person.
_CSET82 = re.escape(keys.CSET82)
FORMS = {
    "digits": re.compile(r"[0-9]*"),
    "digits2": re.compile(r"[0-9]{2}"),
    "digits12": re.compile(r"[0-9]{1,12}"),
    "number12": re.compile(r"0|[1-9][0-9]{0,11}"),
    "text": re.compile(f"[{_CSET82}]{{1,24}}"),
    "text16": re.compile(f"[{_CSET82}]{{1,16}}"),
    "text17": re.compile(f"[{_CSET82}]{{1,17}}"),
    "text20": re.compile(f"[{_CSET82}]{{1,20}}"),
    "text28": re.compile(f"[{_CSET82}]{{1,28}}"),
    "part": re.compile(r"[0-9A-Z#\-/]{1,24}"),
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme whose identities are GS1 keys: company prefix, reference, and a tail of further components.

    `kind`: `id` or `class`. `key`: the primary key's application identifier. `body`: how many digits prefix and
    reference have together; 0 where the reference is free text and the whole key has at most 30 characters.
    `indicator`: the reference's first digit leads the key (GTIN indicator, SSCC extension). `zero`: the key
    begins with a 0 of its own. `joined`: how many tail components belong to the key's value; the last component
    after those becomes the qualifier `qualifier`.
    """

    name: str
    key: str
    body: int
    tail: tuple[str, ...] = ()
    reference: str = "digits"
    indicator: bool = False
    zero: bool = False
    joined: int = 0
    qualifier: str = ""
    kind: str = "id"

    @property
    def size(self) -> int:
        """How many components a URN of this scheme has."""
        return 2 + len(self.tail)


SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("sgtin", "01", 13, ("text20",), indicator=True, qualifier="21"),
        Scheme("upui", "01", 13, ("text28",), indicator=True, qualifier="235"),
        Scheme("lgtin", "01", 13, ("text20",), indicator=True, qualifier="10", kind="class"),
        Scheme(
            "itip", "8006", 13, ("digits2", "digits2", "text20"), indicator=True, joined=2, qualifier="21"
        ),
        Scheme("sscc", "00", 17, indicator=True),
        Scheme("sgln", "414", 12, ("text20",), qualifier="254"),
        Scheme("pgln", "417", 12),
        Scheme("grai", "8003", 12, ("text16",), zero=True, joined=1),
        Scheme("giai", "8004", 0, reference="text"),
        Scheme("gsrn", "8018", 17),
        Scheme("gsrnp", "8017", 17),
        Scheme("gdti", "253", 12, ("text17",), joined=1),
        Scheme("sgcn", "255", 12, ("digits12",), joined=1),
        Scheme("cpi", "8010", 0, ("number12",), reference="part", qualifier="8011"),
        Scheme("ginc", "401", 0, reference="text"),
        Scheme("gsin", "402", 16),
    )
}

# Schemes of other bodies: valid URNs, but no GS1 key and so no Digital Link. The shape of what follows the scheme.
_NUMBER = "(?:0|[1-9][0-9]*)"
FOREIGN: dict[str, re.Pattern[str]] = {
    "gid": re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}"),
    "usdod": re.compile(rf"[0-9A-HJ-NP-Z]{{5,6}}\.{_NUMBER}"),
    "adi": re.compile(
        r"[0-9A-HJ-NP-Z]{5,6}\.(?:[0-9A-Z\-]|%2[Ff]){0,32}\.(?:%23)?(?:[0-9A-Z\-]|%2[Ff]){1,30}"
    ),
    "bic": re.compile(r"[A-Z]{3}[JUZ][0-9]{7}"),
    "imovn": re.compile(r"[0-9]{7}"),
}

"""What GS1's own registry says of a GTIN (*Verified by GS1*), read out of its answer.

Source: the answer of `POST …/gtins/verified` as documented for the GS1 Registry Platform 3.2. Members that are absent
or of another type are passed over: a registry that says less than it might is no error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nguongoc.domain.problem import Problem, Refused, Text


@dataclass(frozen=True, slots=True)
class Registered:
    """What the registry says of one GTIN, "" where it says nothing.

    `status`: ACTIVE, INACTIVE, DISCONTINUED (some member organisations leave an active one empty). `licensee` holds the
    number, `licensor` is the GS1 organisation that gave it. `errors`: why it is no number in use, as the registry says.
    """

    status: str = ""
    brand: str = ""
    description: str = ""
    net: str = ""
    category: str = ""
    licence: str = ""
    licensee: str = ""
    licensor: str = ""
    countries: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether somebody holds a licence for the number and the registry finds no fault with it."""
        return bool(self.licensee or self.licence or self.status) and not self.errors


def answers(body: bytes, asked: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The registry's own words for each GTIN-14 that was asked; an empty object for one that it does not know.

    Raises Refused for an answer that is not the documented array.
    """
    try:
        rows = json.loads(body)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(Problem("", _UNREADABLE, "unreadable-answer"))
    said = {str(row.get("gtin", "")).zfill(14): row for row in rows}
    return {gtin: said.get(gtin, {}) for gtin in asked}


def read(said: Mapping[str, Any]) -> Registered:
    """One of these answers."""
    licence = said.get("gs1Licence")
    licence = licence if isinstance(licence, dict) else {}
    organisation = licence.get("licensingMO")
    return Registered(
        status=_text(said.get("gtinRecordStatus")),
        brand=_spoken(said.get("brandName")),
        description=_spoken(said.get("productDescription")),
        net=", ".join(
            f"{_text(one.get('value'))} {_text(one.get('unitCode'))}".strip()
            for one in _rows(said, "netContent")
        ),
        category=_text(said.get("gpcCategoryCode")),
        licence=_text(licence.get("licenceKey")),
        licensee=_text(licence.get("licenseeName")),
        licensor=_text(organisation.get("moName")) if isinstance(organisation, dict) else "",
        countries=tuple(filter(None, (_text(one.get("alpha2")) for one in _rows(said, "countryOfSaleCode")))),
        errors=tuple(
            " ".join(filter(None, (_text(error.get("errorCode")), _text(error.get("message")))))
            for one in _rows(said, "validationErrors")
            for error in _rows(one, "errors")
        ),
    )


def _rows(said: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = said.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _spoken(rows: object) -> str:
    """What is said in Vietnamese, else in English, else first."""
    spoken = {_text(row.get("language")): _text(row.get("value")) for row in _rows({"": rows}, "")}
    return next(
        (spoken[tag] for tag in ("vi", "vi-VN", "en") if spoken.get(tag)), next(iter(spoken.values()), "")
    )


def _text(value: object) -> str:
    """As one line, of bounded length."""
    plain = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return " ".join(plain.split())[:300]


_UNREADABLE = Text(
    "Sổ đăng ký GS1 trả lời không đúng dạng đã công bố.",
    "The registry's answer is not in its documented form.",
)

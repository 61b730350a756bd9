"""The identifiers in an event held against GS1's rules: a malformed EPC URN refuses, a doubtful Digital Link
warns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from nguongoc.domain.epcis import lenient
from nguongoc.domain.problem import Problem, Text

_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_QUANTITIES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_LINKS = (
    ("bizTransactionList", "bizTransaction"),
    ("sourceList", "source"),
    ("destinationList", "destination"),
)


def look(event: Mapping[str, Any], problems: list[Problem], warnings: list[Problem]) -> None:
    """Adds what is wrong with the identifiers of a schema-valid event to `problems` and `warnings`."""
    for name in _LISTS:
        if name in event:
            for index, uri in enumerate(event[name]):
                doubt = _doubt(uri)
                if doubt is not None:
                    _tell(doubt, f"{name}[{index}]", problems, warnings)
    for where, uri in _others(event):
        doubt = _doubt(uri)
        if doubt is not None:
            _tell(doubt, where, problems, warnings)


def _others(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _QUANTITIES:
        if name in event:
            for index, element in enumerate(event[name]):
                yield f"{name}[{index}].epcClass", element["epcClass"]
    for name, inner in _LINKS:
        if name in event:
            for index, link in enumerate(event[name]):
                yield f"{name}[{index}].{inner}", link[inner]
    for name in ("parentID", "transformationID"):
        if name in event:
            yield name, event[name]
    for name in ("readPoint", "bizLocation"):
        if name in event:
            yield f"{name}.id", event[name]["id"]


def _tell(
    doubt: tuple[bool, Text, str], where: str, problems: list[Problem], warnings: list[Problem]
) -> None:
    refuses, why, code = doubt
    (problems if refuses else warnings).append(Problem(where, why, code))


@lru_cache(maxsize=262144)
def _doubt(uri: str) -> tuple[bool, Text, str] | None:
    """What is doubtful about one identifier (does it refuse?, why, code), or None."""
    if uri.startswith("urn:epc:"):
        if lenient.link_of_urn(uri) is None and not _is_other_epc(uri):
            return True, _malformed(uri), "epc-urn"
    return None


def _is_other_epc(uri: str) -> bool:
    # Schemes that are no GS1 key or patterns that name many: their grammar is checked by domain.gs1.
    return uri.startswith(
        (
            "urn:epc:idpat:",
            "urn:epc:id:usdod:",
            "urn:epc:id:adi:",
            "urn:epc:id:gid:",
            "urn:epc:id:bic:",
            "urn:epc:id:imovn:",
        )
    )


def _malformed(uri: str) -> Text:
    return Text(
        f"EPC URN sai dạng: “{uri}”. Hãy kiểm tra số chữ số của mã doanh nghiệp và phần tham chiếu.",
        f"malformed EPC URN {uri!r}: check the number of digits of its company prefix and reference",
    )

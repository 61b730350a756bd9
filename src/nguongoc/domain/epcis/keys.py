"""The identifiers in an event held against GS1's rules.

A malformed EPC URN refuses. A Digital Link whose key fails GS1's rules warns, because valid published documents
carry such keys; it refuses where the key lies under a prefix that was allotted to the sender's own province.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from nguongoc.domain.epcis.identifiers import lies_under, problem, reading
from nguongoc.domain.problem import Problem, Text


class Doubt(NamedTuple):
    """What is doubtful about one identifier, and whether it refuses by itself."""

    refuses: bool
    why: Text
    code: str


_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_QUANTITIES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_LINKS = (
    ("bizTransactionList", "bizTransaction"),
    ("sourceList", "source"),
    ("destinationList", "destination"),
)


def look(event: Mapping[str, Any], own_prefixes: tuple[str, ...]) -> tuple[list[Problem], list[Problem]]:
    """Problems and warnings about the identifiers of an event that its schema has accepted."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for where, uri in _identifiers(event):
        if reading(uri).problem is None and uri[:1] != "U":
            continue  # nearly every one
        found = doubt(uri)
        if found is not None:
            refuses = found.refuses or (bool(own_prefixes) and lies_under(uri, own_prefixes))
            (problems if refuses else warnings).append(Problem(_said(where), found.why, found.code))
    return problems, warnings


# A place as its parts, put together only when something is said about it.
_Where = tuple[str, int, str]


def _said(where: _Where) -> str:
    name, index, inner = where
    place = name if index < 0 else f"{name}[{index}]"
    return f"{place}.{inner}" if inner else place


def _identifiers(event: Mapping[str, Any]) -> Iterator[tuple[_Where, str]]:
    for name in _LISTS:
        if name in event:
            for index, uri in enumerate(event[name]):
                yield (name, index, ""), uri
    for name in _QUANTITIES:
        if name in event:
            for index, element in enumerate(event[name]):
                yield (name, index, "epcClass"), element["epcClass"]
    for name, inner in _LINKS:
        if name in event:
            for index, link in enumerate(event[name]):
                yield (name, index, inner), link[inner]
    for name in ("parentID", "transformationID"):
        if name in event:
            yield (name, -1, ""), event[name]
    for name in ("readPoint", "bizLocation"):
        if name in event:
            yield (name, -1, "id"), event[name]["id"]
    if "sensorElementList" in event:
        yield from _devices(event["sensorElementList"])


def _devices(elements: list[dict[str, Any]]) -> Iterator[tuple[_Where, str]]:
    for index, element in enumerate(elements):
        if "deviceID" in element.get("sensorMetadata", ()):
            yield (
                ("sensorElementList", index, "sensorMetadata.deviceID"),
                element["sensorMetadata"]["deviceID"],
            )
        for number, report in enumerate(element["sensorReport"]):
            if "deviceID" in report:
                yield ("sensorElementList", index, f"sensorReport[{number}].deviceID"), report["deviceID"]


def doubt(uri: str) -> Doubt | None:
    """What is doubtful about one identifier, or None. A URI that is no GS1 key is never doubtful."""
    found = problem(uri)
    if found is not None:
        return _malformed(uri, found) if uri.startswith("urn:") else _doubtful(uri, found)
    return _upper_case(uri) if uri[:1] == "U" and uri[:8].lower() == "urn:epc:" else None


def _malformed(uri: str, found: Problem) -> Doubt:
    shown = ascii(uri[:80])
    return Doubt(
        True,
        Text(f"EPC URN {shown} sai dạng. {found.why.vi}", f"malformed EPC URN {shown}: {found.why.en}"),
        "epc-urn",
    )


def _doubtful(uri: str, found: Problem) -> Doubt:
    shown = ascii(uri[:120])
    return Doubt(
        False,
        Text(
            f"{shown} có khoá GS1 không đúng quy tắc. {found.why.vi}",
            f"{shown} carries a key that fails GS1's rules: {found.why.en}",
        ),
        "gs1-key",
    )


def _upper_case(uri: str) -> Doubt:
    shown = ascii(uri[:80])
    return Doubt(
        False,
        Text(
            f"{shown} viết hoa nên không được hiểu là EPC URN. Hãy viết thường phần “urn:epc:…”.",
            f"{shown} is not read as an EPC URN: write urn:epc:… in small letters",
        ),
        "epc-urn-case",
    )

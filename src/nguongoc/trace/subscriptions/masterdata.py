"""SimpleMasterDataQuery (EPCIS 1.2 §8.2.7.2): what documents' headers said of places, products, parties and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nguongoc.domain.epcis import normalise
from nguongoc.domain.problem import Problem, Text
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events.bounds import TooLarge
from nguongoc.trace.events.masterdata import below
from nguongoc.trace.events.models import MasterElement

MOST = 10_000


def vocabularies(asked: Mapping[str, Any], viewer: Viewer) -> list[dict[str, Any]]:
    """The vocabularies that answer, each with its elements, of what the viewer's own parties said (all, for those who
    see every event). Of several statements about one thing the latest counts. Raises TooLarge."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for one in _latest(asked, viewer):
        if _answers(one, asked):
            found.setdefault(one.vocabulary, {})[one.uri] = _shown(one, asked)
    most = asked.get("maxElementCount", MOST)
    if sum(map(len, found.values())) > most:
        raise TooLarge(_too_many(most))
    return [
        {"type": vocabulary, "vocabularyElementList": [elements[uri] for uri in sorted(elements)]}
        for vocabulary, elements in sorted(found.items())
    ]


def _latest(asked: Mapping[str, Any], viewer: Viewer) -> Iterable[MasterElement]:
    rows = MasterElement.objects.all() if viewer.may("events.see_all") else _of(viewer)
    if "vocabularyName" in asked:
        rows = rows.filter(vocabulary__in=asked["vocabularyName"])
    names = {normalise.identifier(name) for name in asked.get("EQ_name", [])}
    if "WD_name" in asked:
        inside = below([normalise.identifier(name) for name in asked["WD_name"]])
        names = names & inside if "EQ_name" in asked else inside
    if "EQ_name" in asked or "WD_name" in asked:
        rows = rows.filter(uri__in=names)
    latest = rows.order_by("vocabulary", "uri", "-id").distinct("vocabulary", "uri")
    return latest.iterator(chunk_size=2_000)


def _of(viewer: Viewer) -> Any:
    return MasterElement.objects.filter(sender__in=viewer.parties)


def _answers(one: MasterElement, asked: Mapping[str, Any]) -> bool:
    held = {each["id"]: str(each["attribute"]) for each in one.attributes}
    if not all(name in held for name in asked.get("HASATTR", [])):
        return False
    wanted = ((name[7:], values) for name, values in asked.items() if name.startswith("EQATTR_"))
    return all(held.get(name) in values for name, values in wanted)


def _shown(one: MasterElement, asked: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": one.uri}
    if asked["includeAttributes"]:
        named = asked.get("attributeNames")
        shown["attributes"] = [each for each in one.attributes if named is None or each["id"] in named]
    if asked["includeChildren"]:
        shown["children"] = list(one.children)
    return shown


def _too_many(most: int) -> Problem:
    why = Text(
        f"Có hơn {most} mục dữ liệu gốc. Hãy thêm điều kiện hoặc tăng maxElementCount.",
        f"More than {most} elements of master data answer. Add conditions, or raise maxElementCount.",
    )
    return Problem("maxElementCount", why, "query-too-large")

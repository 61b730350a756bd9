"""Master data in the header of a document, and the questions to it (EPCIS 2.0 §7.1.3, §9.4; EPCIS 1.2 §8.2.7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nguongoc.domain.epcis.context import BUILT_IN
from nguongoc.domain.epcis.identifiers import identifier
from nguongoc.domain.epcis.vocabulary import cbv
from nguongoc.domain.problem import Problem, Refused, Text

_MDA = "urn:epcglobal:cbv:mda"


class Statement(NamedTuple):
    """What a document says about one thing: its vocabulary type, its URI in canonical spelling, its attributes
    (`{"id": full URI, "attribute": value}`), and the URIs of what lies directly below it."""

    vocabulary: str
    uri: str
    attributes: list[dict[str, Any]]
    children: list[str]


def statements(header: Mapping[str, Any], prefixes: Mapping[str, str]) -> list[Statement]:
    """Every statement of master data in a document's members. What is not of its form is passed over: `check` says
    so. Of two about the same thing the last counts."""
    found = header.get("epcisHeader")
    data = found.get("epcisMasterData") if isinstance(found, dict) else header.get("epcisMasterData")
    listed = data.get("vocabularyList") if isinstance(data, dict) else None
    told = {(one.vocabulary, one.uri): one for one in _statements(listed, prefixes)}
    return list(told.values())


def _statements(vocabularies: Any, prefixes: Mapping[str, str]) -> Iterator[Statement]:
    for vocabulary in _objects(vocabularies):
        kind = vocabulary.get("type")
        for element in _objects(vocabulary.get("vocabularyElementList")):
            if isinstance(kind, str) and isinstance(element.get("id"), str):
                yield Statement(
                    kind,
                    canonical(element["id"]),
                    [_attribute(one, prefixes) for one in _objects(element.get("attributes"))],
                    [canonical(child) for child in element.get("children") or () if isinstance(child, str)],
                )


def _objects(given: Any) -> list[dict[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _attribute(given: Mapping[str, Any], prefixes: Mapping[str, str]) -> dict[str, Any]:
    return {"id": attribute_name(str(given.get("id", "")), prefixes), "attribute": given.get("attribute", "")}


def canonical(uri: str) -> str:
    """The one spelling of what master data speaks of: a GS1 key as Digital Link, a CBV word bare."""
    return cbv(identifier(uri))


def attribute_name(name: str, prefixes: Mapping[str, str]) -> str:
    """The full URI of an attribute's name: `cbvmda:site` and `urn:epcglobal:cbv:mda:site` are one."""
    prefix, joint, local = name.partition(":")
    namespace = prefixes.get(prefix, BUILT_IN.get(prefix))
    if not joint or namespace is None:
        return name
    return f"{_MDA}:{local}" if namespace.rstrip(":") == _MDA else namespace + local


@dataclass(frozen=True, slots=True)
class MasterQuery:
    """A SimpleMasterDataQuery. All conditions hold; the values of one are alternatives; None: not asked."""

    with_attributes: bool = True
    with_children: bool = True
    vocabularies: tuple[str, ...] | None = None
    attributes_shown: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    within: tuple[str, ...] | None = None
    having: tuple[tuple[str, tuple[str, ...] | None], ...] = ()
    most: int | None = None


def read_query(parameters: Mapping[str, Any], prefixes: Mapping[str, str] | None = None) -> MasterQuery:
    """The question in the parameters of a SimpleMasterDataQuery: lists of texts, booleans (or their texts), a count.
    Raises Refused with every parameter that is unknown or ill-typed."""
    reader = _Reader(parameters, prefixes or {})
    query = MasterQuery(
        with_attributes=reader.flag("includeAttributes"),
        with_children=reader.flag("includeChildren"),
        vocabularies=reader.texts("vocabularyName"),
        attributes_shown=reader.attributes("attributeNames"),
        names=reader.uris("EQ_name"),
        within=reader.uris("WD_name"),
        having=reader.having(),
        most=reader.count("maxElementCount"),
    )
    reader.finish()
    return query


class _Reader:
    """Takes one parameter at a time; what is wrong is told at the end, all at once."""

    def __init__(self, given: Mapping[str, Any], prefixes: Mapping[str, str]) -> None:
        self.given, self.prefixes = dict(given), prefixes
        self.problems: list[Problem] = []

    def texts(self, name: str) -> tuple[str, ...] | None:
        value = self.given.pop(name, None)
        if value is None:
            return None
        if (
            isinstance(value, list)
            and value
            and all(isinstance(one, str) and "\x00" not in one for one in value)
        ):
            return tuple(value)
        self._wrong(name, "danh sách chuỗi", "a list of texts")
        return ()

    def uris(self, name: str) -> tuple[str, ...] | None:
        found = self.texts(name)
        return None if found is None else tuple(map(canonical, found))

    def attributes(self, name: str) -> tuple[str, ...] | None:
        found = self.texts(name)
        return None if found is None else tuple(attribute_name(one, self.prefixes) for one in found)

    def having(self) -> tuple[tuple[str, tuple[str, ...] | None], ...]:
        found: list[tuple[str, tuple[str, ...] | None]] = []
        found += [(name, None) for name in self.attributes("HASATTR") or ()]
        for name in [name for name in self.given if name.startswith("EQATTR_") and len(name) > 7]:
            found.append((attribute_name(name[7:], self.prefixes), self.texts(name)))
        return tuple(found)

    def flag(self, name: str) -> bool:
        value = self.given.pop(name, None)
        if value in (True, "true", "1"):
            return True
        if value not in (False, "false", "0"):
            self._wrong(name, "true hoặc false (bắt buộc)", "true or false (it is needed)")
        return False

    def count(self, name: str) -> int | None:
        value = self.given.pop(name, None)
        if value is None:
            return None
        if (
            isinstance(value, int | str)
            and str(value).isascii()
            and str(value).isdigit()
            and len(str(value)) < 10
        ):
            return int(value)
        self._wrong(name, "số nguyên không âm", "a whole number")
        return None

    def finish(self) -> None:
        for name in self.given:
            why = Text(
                "Không có tham số tên này cho truy vấn dữ liệu gốc. Hãy bỏ nó.",
                "there is no parameter of this name for a query of master data: leave it out",
            )
            self.problems.append(Problem(str(name)[:200], why, "query-parameter"))
        if self.problems:
            raise Refused(self.problems)

    def _wrong(self, name: str, vi: str, en: str) -> None:
        why = Text(f"Giá trị phải là {vi}. Hãy ghi lại.", f"the value must be {en}: write it so")
        self.problems.append(Problem(name, why, "query-parameter"))


def vocabulary_list(found: Sequence[Statement], query: MasterQuery) -> list[dict[str, Any]]:
    """The statements as a `vocabularyList`, showing what the query wants shown."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        element: dict[str, Any] = {"id": one.uri}
        if query.with_attributes:
            shown = query.attributes_shown
            element["attributes"] = [held for held in one.attributes if shown is None or held["id"] in shown]
        if query.with_children and one.children:
            element["children"] = one.children
        by_kind.setdefault(one.vocabulary, []).append(element)
    return [{"type": kind, "vocabularyElementList": elements} for kind, elements in by_kind.items()]

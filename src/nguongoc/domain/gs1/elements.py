"""Element strings: application identifiers with their values, as people write them and as scanners send them.

Bracketed `(01)09520123456788(10)ABC`, where a data bracket is escaped `\\(`; or raw, where FNC1 ends every value
that has no predefined length. FNC1 is sent as the GS character (0x1D) and written `^` in GS1's own test data.

Source: GS1 General Specifications 3 and 7.8; the associations (which identifiers need or exclude each other)
4.13 and 4.14.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from nguongoc.domain.gs1 import say, table
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Problem, Refused, Text

GS = "\x1d"
_MEASURES = ("31", "32", "33", "34", "35", "36", "39")
_SIGNED_KEYS = ("253", "255", "8003")


def parse_bracketed(text: str, *, associations: bool = True) -> tuple[Element, ...]:
    """The elements of `(01)…(10)…`. Raises Refused. `associations=False` leaves out what needs or excludes what."""
    return _checked(tuple(_bracketed(text)), associations)


def parse_raw(text: str, *, associations: bool = True) -> tuple[Element, ...]:
    """The elements of a string with FNC1 as GS or `^`; a first FNC1 may be there or not. Raises Refused."""
    plain = text.replace("^", GS)
    return _checked(tuple(_raw(plain[1:] if plain.startswith(GS) else plain)), associations)


def problems(elements: Sequence[Element], *, associations: bool = True) -> tuple[Problem, ...]:
    """Everything that is wrong: every value first, and only when all are right, how they stand together."""
    found = [problem for element in elements if (problem := value_problem(*element))]
    if not found and associations:
        found += message_problems(elements)
    return tuple(found)


def value_problem(ai: str, value: str) -> Problem | None:
    """What is wrong with one element."""
    identifier = table.get(ai)
    return say.unknown(ai) if identifier is None else identifier.problem(value)


def message_problems(elements: Sequence[Element]) -> list[Problem]:
    """What is wrong with valid elements standing together: exclusions, requisites, repeats, signatures."""
    found = list(table.association_problems(tuple(ai for ai, _ in elements)))
    values: dict[str, str] = {}
    for ai, value in elements:
        if values.setdefault(ai, value) != value:
            found.append(say.repeated(f"({ai})"))
    if "8030" in values:
        found += [
            say.serial_missing(f"({ai})")
            for ai in _SIGNED_KEYS
            if ai in values and len(values[ai]) == table.IDENTIFIERS[ai].minimum
        ]
    return found


def bracketed(elements: Iterable[Element]) -> str:
    """`(01)…(10)…`, with brackets in the data escaped."""
    return "".join(f"({ai})" + value.replace("(", "\\(") for ai, value in elements)


def raw(elements: Iterable[Element], *, fnc1: str = GS) -> str:
    """The string that a symbol carries, its first FNC1 included; FNC1 after values without predefined length."""
    parts: list[str] = []
    needed = True
    for ai, value in elements:
        parts += (fnc1 if needed else "", ai, value)
        needed = not table.IDENTIFIERS[ai].fixed
    return "".join(parts)


def hri(elements: Iterable[Element]) -> tuple[str, ...]:
    """Human readable interpretation, one line an element: `(01) 09520123456788` (General Specifications 4.15)."""
    return tuple(f"({ai}) {value}" for ai, value in elements)


def decimal(element: Element) -> Decimal | None:
    """The number that a measure, an amount or a percentage means, or None for any other identifier.

    The last digit of the identifier says how many decimals (310n net kilograms, 392n price). The currency in front
    of 391n and 393n is left out. Source: General Specifications 3.6 and 3.7.
    """
    identifier = table.get(element.ai)
    if identifier is None or element.ai[:2] not in _MEASURES or len(element.ai) != 4:
        return None
    if not identifier.accepts(element.value):
        return None
    currency = sum(c.maximum for c in identifier.components[:-1])
    return Decimal(element.value[currency:]).scaleb(-int(element.ai[3]))


def _checked(elements: tuple[Element, ...], associations: bool) -> tuple[Element, ...]:
    found = problems(elements, associations=associations)
    if found:
        raise Refused(found)
    return elements


def _bracketed(text: str) -> Iterator[Element]:
    position = 0
    while position < len(text) or position == 0:
        close = text.find(")", position)
        if not text.startswith("(", position) or close < 0:
            raise Refused(_not_bracketed())
        ai = text[position + 1 : close]
        if table.get(ai) is None:
            raise Refused(say.unknown(ai))
        position = _value_end(text, close + 1)
        yield Element(ai, text[close + 1 : position].replace("\\(", "("))


def _value_end(text: str, start: int) -> int:
    """Where the next identifier's bracket stands: the first one that is not escaped."""
    end = text.find("(", start)
    while end > start and text[end - 1] == "\\":
        end = text.find("(", end + 1)
    return len(text) if end < 0 else end


def _raw(text: str) -> Iterator[Element]:
    position = 0
    while position < len(text) or position == 0:
        identifier = table.find(text[position : position + 4])
        if identifier is None:
            raise Refused(say.unknown(text[position : position + 4]))
        start = position + len(identifier.ai)
        separator = text.find(GS, start)
        end = len(text) if separator < 0 else separator
        if identifier.fixed:
            end = min(end, start + identifier.maximum)
        yield Element(identifier.ai, text[start:end])
        position = end + 1 if text.startswith(GS, end) else end


def _not_bracketed() -> Problem:
    return Problem(
        "",
        Text(
            "Không phải chuỗi phần tử GS1: mỗi giá trị đứng sau số phân định trong ngoặc, ví dụ (01)08938505970011.",
            "not a GS1 element string: every value follows its identifier in brackets, as in (01)08938505970011",
        ),
        "not-bracketed",
    )

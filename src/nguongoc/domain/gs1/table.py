"""The table of application identifiers, read once from `identifiers.txt`, and the checking of one value.

Source: GS1 General Specifications section 3 and GS1's Barcode Syntax Dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from nguongoc.domain.gs1 import coupons, rules, say
from nguongoc.domain.gs1.rules import Rule, digits_sum
from nguongoc.domain.problem import Problem

RULES: dict[str, Rule] = {
    **rules.RULES,
    "couponcode": coupons.couponcode,
    "couponposoffer": coupons.couponposoffer,
}

_COMPONENT = re.compile(r"(\[?)([NXYZ])(\.\.)?([0-9]+)\]?((?::[a-z0-9]+)*)\Z")
_CLASSES = {
    "N": "[0-9]",
    "X": r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]",
    "Y": r"[#\-/0-9A-Z]",
    "Z": r"[\-0-9=A-Z_a-z]",
}
_CHARSETS = {"N": "csetnumeric", "X": "cset82", "Y": "cset39", "Z": "cset64"}


class Element(NamedTuple):
    """One application identifier and its value."""

    ai: str
    value: str


@dataclass(frozen=True, slots=True)
class Component:
    """A piece of a value: `minimum` to `maximum` characters of one set, which pass the rules."""

    charset: str
    minimum: int
    maximum: int
    optional: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identifier:
    """One application identifier.

    `fixed`: needs no FNC1 after it. `attribute`: may stand in the query of a Digital Link. `excludes`: must not
    stand beside (`310n`: any of 3100-3109). `requires`: one of these groups must be there whole. `qualifiers`:
    None, or for a primary key the orders of its qualifiers.
    """

    ai: str
    title: str
    fixed: bool
    attribute: bool
    components: tuple[Component, ...]
    excludes: tuple[str, ...]
    requires: tuple[tuple[str, ...], ...]
    qualifiers: tuple[tuple[str, ...], ...] | None
    minimum: int
    maximum: int
    shape: re.Pattern[str]
    checks: tuple[tuple[int, int, Rule], ...]

    def accepts(self, value: str) -> bool:
        """Whether the value is right in length, characters and every rule."""
        if self.shape.fullmatch(value) is None:
            return False
        # A plain loop: this is the hot path of every scan.
        for start, end, rule in self.checks:  # noqa: SIM110
            if start < len(value) and rule(value[start:end]) is not None:
                return False
        return True

    def problem(self, value: str) -> Problem | None:
        """What is wrong with the value, named by its first wrong component; None when nothing is."""
        if self.accepts(value):
            return None
        where = f"({self.ai})"
        if len(value) < self.minimum:
            return say.too_short(where, self.minimum, len(value))
        if len(value) > self.maximum:
            return say.too_long(where, self.maximum, len(value))
        return next(self._component_problems(value, where), say.wrong_length(where))

    def _component_problems(self, value: str, where: str) -> Iterator[Problem]:
        start = 0
        for component in self.components:
            piece = value[start : start + component.maximum]
            start += len(piece)
            if component.optional and not piece:
                continue
            if len(piece) < component.minimum:
                yield say.wrong_length(where)
            for rule in (_CHARSETS[component.charset], *component.rules):
                code = RULES[rule](piece)
                if code:
                    yield say.rule(where, code, piece)


def get(ai: str) -> Identifier | None:
    """The identifier of exactly these digits, or None."""
    return IDENTIFIERS.get(ai)


def length_of(two_digits: str) -> int:
    """How many digits an identifier has that begins with these two; 0 when none begins so."""
    return _LENGTHS.get(two_digits, 0)


def find(text: str) -> Identifier | None:
    """The identifier that the text begins with, or None. No identifier is the beginning of another."""
    return IDENTIFIERS.get(text[: length_of(text[:2])])


@lru_cache(maxsize=1024)
def association_problems(ais: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is wrong with these identifiers standing together: exclusions first, then what is missing.

    Depends on the identifiers alone, so the few combinations in use are answered once.
    """
    present = frozenset(ais)
    wrong = [
        say.excluded(f"({ai})", other)
        for ai in sorted(present)
        for template in IDENTIFIERS[ai].excludes
        for other in _present(template, present, ai)
    ]
    for ai in sorted(present):
        groups = IDENTIFIERS[ai].requires
        if groups and not any(all(_present(part, present, ai) for part in group) for group in groups):
            wrong.append(say.required(f"({ai})", groups))
    return tuple(wrong)


def _present(template: str, present: frozenset[str], itself: str) -> list[str]:
    """Which other identifiers fit a template such as `31nn`."""
    prefix = template.rstrip("n")
    return sorted(ai for ai in present if ai != itself and len(ai) == len(template) and ai.startswith(prefix))


def _read() -> Iterator[Identifier]:
    text = resources.files(__package__).joinpath("identifiers.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield from _identifiers(*(field.strip() for field in line.split("|")))


def _identifiers(ais: str, flags: str, format: str, associations: str, title: str) -> Iterator[Identifier]:
    components = tuple(_component(word) for word in format.split())
    excludes: tuple[str, ...] = ()
    requires: tuple[tuple[str, ...], ...] = ()
    qualifiers: tuple[tuple[str, ...], ...] | None = None
    for word, _, rest in (clause.strip().partition(" ") for clause in associations.split(";")):
        if word == "not":
            excludes = tuple(rest.split())
        elif word == "with":
            requires = tuple(tuple(group.split("+")) for group in rest.split())
        elif word == "key":
            qualifiers = tuple(tuple(order.split()) for order in rest.split("/"))
    shape, checks = _shape(components), tuple(_checks(components))
    for ai in _range(ais):
        yield Identifier(
            ai=ai,
            title=title,
            fixed="F" in flags,
            attribute="A" in flags,
            components=components,
            excludes=excludes,
            requires=requires,
            qualifiers=qualifiers,
            minimum=sum(c.minimum for c in components if not c.optional),
            maximum=sum(c.maximum for c in components),
            shape=shape,
            checks=checks,
        )


def _range(ais: str) -> list[str]:
    first, _, last = ais.partition("-")
    return [str(n).zfill(len(first)) for n in range(int(first), int(last or first) + 1)]


def _component(word: str) -> Component:
    match = _COMPONENT.match(word)
    if match is None:
        raise ValueError(word)
    optional, charset, upto, length, rules = match.groups()
    return Component(
        charset=charset,
        minimum=1 if upto else int(length),
        maximum=int(length),
        optional=bool(optional),
        rules=tuple(rules.split(":")[1:]),
    )


def _shape(components: tuple[Component, ...]) -> re.Pattern[str]:
    """All components at once: characters and lengths."""
    return re.compile(
        "".join(
            f"(?:{_CLASSES[c.charset]}{{{c.minimum},{c.maximum}}}){'?' if c.optional else ''}"
            for c in components
        )
    )


def _checks(components: tuple[Component, ...]) -> Iterator[tuple[int, int, Rule]]:
    """The rules and where in the value they apply; those that the shape already assures are left out."""
    start = 0
    for component in components:
        end = start + component.maximum
        names = component.rules if component.charset != "Z" else ("cset64", *component.rules)
        for name in names:
            if component.charset == "N" and name == "csum":
                yield start, end, digits_sum
            elif component.charset != "N" or not name.startswith("gcppos"):
                yield start, end, RULES[name]
        start = end


IDENTIFIERS: dict[str, Identifier] = {identifier.ai: identifier for identifier in _read()}
# How long an identifier is follows from its first two digits (General Specifications 7.8.2).
_LENGTHS = {ai[:2]: len(ai) for ai in IDENTIFIERS}

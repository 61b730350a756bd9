"""The public's reading of a chain: which stages are told of, how well each is proven, and what is missing.

Values in, values out. Nothing here names a natural person, a partner or a point on the map: places are communes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any

from nguongoc.domain.problem import Text
from nguongoc.domain.sectors.model import Sector, Stage
from nguongoc.foundation.shared.components import Tone

Amount = tuple[Decimal, str | None]
"""How much, in which unit; no unit means pieces."""

_Goods = tuple[str, str | None]


class Proof(IntEnum):
    """How well something is proven, weakest first."""

    DECLARED = 1
    DOCUMENTED = 2
    INSPECTED = 3
    CERTIFIED = 4
    TESTED = 5


PROOF_WORDS = {
    Proof.DECLARED: Text("tự khai", "self-declared"),
    Proof.DOCUMENTED: Text("có chứng từ", "documented"),
    Proof.INSPECTED: Text("đã kiểm tra", "inspected"),
    Proof.CERTIFIED: Text("chứng nhận", "certified"),
    Proof.TESTED: Text("phòng thử nghiệm", "laboratory"),
}
PROOF_TONES: Mapping[Proof, Tone] = {
    Proof.DECLARED: "quiet",
    Proof.DOCUMENTED: "info",
    Proof.INSPECTED: "good",
    Proof.CERTIFIED: "good",
    Proof.TESTED: "good",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the journey needs it: its body, who sent it (the kind of party, and which), when, where (by
    commune)."""

    body: Mapping[str, Any]
    sender_kind: str
    at: datetime
    commune: str = ""
    sender: int = 0


@dataclass(slots=True)
class Step:
    """One stage of the way: told of (with its proof), or missing. `vouched_by` and `vouched_on`: which party gave the
    proof that counts, and when."""

    stage: Stage
    told: list[Told] = field(default_factory=list)
    proof: Proof | None = None
    inspected_on: date | None = None
    vouched_by: int = 0
    vouched_on: date | None = None

    @property
    def is_missing(self) -> bool:
        """Whether no event tells of this stage."""
        return not self.told

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        times = [told.at for told in self.told]
        return min(times).date(), max(times).date()

    @property
    def communes(self) -> list[str]:
        """Where, once each, in order of time."""
        return list(dict.fromkeys(told.commune for told in self.told if told.commune))

    @property
    def documents(self) -> int:
        """How many papers stand behind it."""
        return sum(len(told.body.get("bizTransactionList", ())) for told in self.told)

    @property
    def sources(self) -> int:
        """How many places it happened at (households' plots are counted, never named)."""
        return len({told.body.get("readPoint", {}).get("id") for told in self.told} - {None})

    @property
    def taken(self) -> list[Amount]:
        """What went into the stage from outside it, by unit: what one of its own events made is no input."""
        return _by_unit(_balance(self.told, ("inputQuantityList",), ("outputQuantityList",)))

    @property
    def given(self) -> list[Amount]:
        """What came out of the stage, by unit; of goods that were only handled, the most that was told at once,
        because two events that name the same goods (sent, arrived) tell of one quantity."""
        made = _balance(self.told, ("outputQuantityList",), ("inputQuantityList",))
        return _by_unit(made or _handled(self.told))


@dataclass(frozen=True, slots=True)
class Journey:
    """All stages in order, told or missing."""

    steps: tuple[Step, ...]

    @property
    def told(self) -> list[Step]:
        """The stages that some event tells of."""
        return [step for step in self.steps if not step.is_missing]

    @property
    def missing(self) -> list[Step]:
        """The expected stages that nothing tells of."""
        return [step for step in self.steps if step.is_missing]

    @property
    def is_empty(self) -> bool:
        """Whether there is no chain at all: only product information."""
        return not self.told


def journey(sector: Sector, events: Iterable[Told]) -> Journey:
    """Sort the events of a chain into the sector's stages. Stages that are not expected show only when told of."""
    steps = {stage.code: Step(stage) for stage in sector.stages}
    checks: list[Told] = []
    for told in sorted(events, key=lambda one: one.at):
        if "errorDeclaration" in told.body:
            continue
        stage = sector.stage_of(told.body)
        if told.sender_kind in VOUCHERS:
            checks.append(told)
        elif stage is not None:
            steps[stage.code].told.append(told)
    for step in steps.values():
        _prove(step, checks)
    return Journey(tuple(step for step in steps.values() if step.told or step.stage.expected))


VOUCHERS = {"agency": Proof.INSPECTED, "certifier": Proof.CERTIFIED}
"""Who tells of others' work, and how much that proves."""


def _prove(step: Step, checks: Sequence[Told]) -> None:
    """The strongest proof counts, and of equal ones the latest."""
    if not step.told:
        return
    covering = [check for check in checks if any(_covers(check, told) for told in step.told)]
    inspections = [check.at.date() for check in covering if check.sender_kind == "agency"]
    step.inspected_on = max(inspections, default=None)
    proofs = [(_own_proof(told), told.at, told) for told in step.told]
    proofs += [(VOUCHERS[check.sender_kind], check.at, check) for check in covering]
    step.proof, at, by = max(proofs, key=lambda one: one[:2])
    step.vouched_by, step.vouched_on = by.sender, at.date()


def _own_proof(told: Told) -> Proof:
    if told.sender_kind == "laboratory":
        return Proof.TESTED
    return Proof.DOCUMENTED if told.body.get("bizTransactionList") else Proof.DECLARED


def _covers(check: Told, told: Told) -> bool:
    """Whether an inspection vouches for an event: it names the same goods, and either was made at the same place
    or names no place and the event is where these goods came into being."""
    if not _keys(check.body) & _keys(told.body):
        return False
    place = check.body.get("readPoint", {}).get("id")
    if place is None:
        return told.body.get("action") == "ADD" or told.body.get("type") == "TransformationEvent"
    return bool(place == told.body.get("readPoint", {}).get("id"))


_EPCS = ("epcList", "childEPCs", "outputEPCList")
_CLASSES = ("quantityList", "childQuantityList", "outputQuantityList")


def _keys(body: Mapping[str, Any]) -> set[str]:
    """What an event makes, handles or looks at."""
    named = {key for member in _EPCS for key in body.get(member, ())}
    return named | {element["epcClass"] for member in _CLASSES for element in body.get(member, ())}


def _balance(events: Iterable[Told], plus: Sequence[str], minus: Sequence[str]) -> dict[_Goods, Decimal]:
    """For each kind of goods what stands in `plus` less what stands in `minus`, where something is left."""
    left: dict[_Goods, Decimal] = {}
    taken = list(events)
    for goods, amount in _quantities(taken, plus):
        left[goods] = left.get(goods, Decimal(0)) + amount
    for goods, amount in _quantities(taken, minus):
        if goods in left:
            left[goods] -= amount
    return {goods: amount for goods, amount in left.items() if amount > 0}


def _handled(events: Iterable[Told]) -> dict[_Goods, Decimal]:
    most: dict[_Goods, Decimal] = {}
    for told in events:
        for goods, amount in _quantities([told], ("quantityList", "childQuantityList")):
            most[goods] = max(most.get(goods, amount), amount)
    return most


def _quantities(events: Iterable[Told], members: Sequence[str]) -> Iterator[tuple[_Goods, Decimal]]:
    for told in events:
        for member in members:
            for element in told.body.get(member, ()):
                if element.get("quantity") is not None:
                    yield (element["epcClass"], element.get("uom")), Decimal(str(element["quantity"]))


def _by_unit(goods: Mapping[_Goods, Decimal]) -> list[Amount]:
    totals: dict[str | None, Decimal] = {}
    for (_, unit), amount in goods.items():
        totals[unit] = totals.get(unit, Decimal(0)) + amount
    return [(amount, unit) for unit, amount in totals.items()]

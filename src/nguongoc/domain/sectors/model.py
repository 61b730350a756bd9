"""The way that a kind of goods goes, stage by stage: what a complete chain has, and what is missing in this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nguongoc.domain.problem import Text


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a way. An event belongs to the first stage whose `event_types` (empty: any) and `biz_steps`
    hold. `expected` stages are missed when no event tells of them; `role` says what kind of proof it can bear."""

    code: str
    name: Text
    biz_steps: frozenset[str]
    event_types: frozenset[str] = frozenset()
    expected: bool = True

    def takes(self, event: Mapping[str, object]) -> bool:
        """Whether this event tells of this stage."""
        if self.event_types and event.get("type") not in self.event_types:
            return False
        return event.get("bizStep") in self.biz_steps


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector and its stages in order, with the standard they come from."""

    code: str
    name: Text
    standard: str
    stages: tuple[Stage, ...]

    def stage_of(self, event: Mapping[str, object]) -> Stage | None:
        """The stage that this event tells of; None for events that belong to none."""
        return next((stage for stage in self.stages if stage.takes(event)), None)

"""What a search found, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Status

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: its name, what it is, and where it stands."""

    name: str
    link: str
    note: str | Text = ""
    code: str = ""
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind, best first, and where to find all of them ("" where these are all)."""

    name: Text
    hits: Sequence[Hit]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. `at_once`: a code names this one thing, so its reader is taken there."""

    groups: Sequence[Group] = ()
    at_once: str = ""


def group(name: Text, hits: Sequence[Hit], register: str, asked: str) -> Group | None:
    """A handful of these hits, and the way to the register of all where there are more; None where there are none."""
    if not hits:
        return None
    more = f"{reverse(register)}?{urlencode({'tim': asked})}" if register and len(hits) > SHOWN else ""
    return Group(name, hits[:SHOWN], more)

"""Documents that the store did not take, sent through the same door as all others: what a person finds under “refused”,
with each mistake named and what to do about it."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from nguongoc.config.demo.province import HIGH, Province
from nguongoc.config.demo.telling import DAY, ZONE, Goods, document, lot, moment, observed, paper
from nguongoc.reports.start.demonstration import FISH, LEAF
from nguongoc.trace.events.actions import Sender, accept, finish
from nguongoc.trace.events.models import Capture

Event = dict[str, Any]


def load(province: Province, *, at: datetime) -> None:
    """The fish farm's software has three faults and is refused whole; the cooperative's recorder made one mistake, and
    asked that the good events of the document be kept."""
    today = at.astimezone(ZONE).date()
    farm, shed = province.sites["ao"], province.sites[f"thumua-{HIGH}"]
    catch = [
        observed(
            "shipping", moment(today - 3 * DAY, 7, turn), farm, [Goods(lot(FISH, f"SAI-{turn}"), Decimal(40))]
        )
        for turn in range(3)
    ]
    broken = [fault(deepcopy(event)) for fault, event in zip(FAULTS, catch, strict=True)]
    _send(broken, province, "ca", Capture.Behaviour.ROLLBACK, at=moment(today - 3 * DAY, 17, 20))
    leaf = [Goods(lot(LEAF, f"SAI-{turn}"), Decimal(21)) for turn in range(3)]
    slips = [
        observed(
            "receiving",
            moment(today - DAY, 17, turn),
            shed,
            [one],
            bizTransactionList=[paper("recadv", f"phieu-can/SAI-{turn}")],
        )
        for turn, one in enumerate(leaf)
    ]
    slips[1]["quantityList"][0]["quantity"] = "21 kg"
    _send(slips, province, "htx", Capture.Behaviour.PROCEED, at=moment(today - DAY, 18, 5))


def _without_offset(event: Event) -> Event:
    return {**event, "eventTime": event["eventTime"][:19]}


def _in_words(event: Event) -> Event:
    event["quantityList"][0]["uom"] = "kg"
    return event


def _without_action(event: Event) -> Event:
    return {name: value for name, value in event.items() if name != "action"}


FAULTS: tuple[Callable[[Event], Event], ...] = (_without_offset, _in_words, _without_action)


def _send(events: list[Event], province: Province, party: str, behaviour: str, *, at: datetime) -> None:
    sender = Sender(province.parties[party], province.sender(party), behaviour)
    body = io.BytesIO(document(events, at))
    job = accept(body, media_type="application/ld+json", sender=sender, at=at)
    finish(job, at=at + timedelta(seconds=2))

"""Setting up subscriptions through the real actions."""

from __future__ import annotations

from nguongoc.foundation.accounts.models import User
from nguongoc.trace.subscriptions.actions import Wish, define, subscribe
from nguongoc.trace.subscriptions.models import Subscription
from world import NOW, seen_by


def a_subscription(owner: User) -> Subscription:
    """A query that its owner named, and a subscription to it."""
    who = seen_by(owner)
    query = define("che-xuat-kho", {"EQ_bizStep": ["shipping"]}, viewer=who, at=NOW)
    wish = Wish(query, query.parameters, dest="https://93.184.215.14/nhan")
    return subscribe(wish, viewer=who, token=None, at=NOW)

"""Questions about stored queries and subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import ApiToken, User
from nguongoc.foundation.shared.log import horizon
from nguongoc.registry.parties.rights import Viewer, viewer
from nguongoc.trace.subscriptions.models import FOLLOWER, StoredQuery

SIMPLE, MASTER = "SimpleEventQuery", "SimpleMasterDataQuery"
"""The two queries that EPCIS itself names."""


def stored(name: str, who: Viewer) -> StoredQuery | None:
    """The query of this name: one's own before one that others share."""
    found = StoredQuery.objects.filter(name=name)
    return found.owned_by(who).first() or found.visible_to(who).first()


DUE = """
SELECT sub.id FROM subscriptions_subscription sub
LEFT JOIN events_bookmark mark ON mark.follower = %(follower)s || sub.id
WHERE sub.suspended_at IS NULL AND (
  (sub.schedule IS NOT NULL AND sub.next_run_at <= %(at)s)
  OR (sub.schedule IS NULL AND coalesce(sub.next_run_at, %(at)s) <= %(at)s AND EXISTS (
    SELECT FROM events_event event
    WHERE (event.generation, event.tx, event.number) > (mark.generation, mark.tx, mark.number)
      AND (event.generation, event.tx) < (%(generation)s, %(tx)s)))
  OR (
    SELECT delivery.next_at FROM subscriptions_delivery delivery
    WHERE delivery.subscription_id = sub.id AND delivery.state = 'waiting' ORDER BY delivery.number LIMIT 1
  ) <= %(at)s)
ORDER BY sub.id
"""


def due(at: datetime) -> list[UUID]:
    """The subscriptions with something to do: a run that is due, a log that has grown, a delivery whose turn has
    come."""
    until = horizon()
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"at": at, "follower": FOLLOWER, **until._asdict()})
        return [key for (key,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the owner of a subscription may see today; `why` says why it is nothing."""

    viewer: Viewer
    why: Text | None = None


def standing(owner: User, token: ApiToken | None, *, at: datetime) -> Standing:
    """The owner's rights at this moment: of their memberships today, and within the scopes of the key with which
    they subscribed, as long as it lives. Give it rows that were just read."""
    who = viewer(owner, on=timezone.localdate(at), token=token)
    if token is not None and (token.revoked_at or (token.expires_at and token.expires_at <= at)):
        return Standing(who, ENDED_TOKEN)
    if not owner.is_active or not who.may("events.query"):
        return Standing(who, NO_RIGHT)
    return Standing(who)


ENDED_TOKEN = Text(
    "Khóa truy cập dùng khi đăng ký đã bị thu hồi hoặc hết hạn. Chủ đăng ký bấm Tiếp tục để dùng quyền hiện nay.",
    "The token of this subscription was revoked or has expired. Its owner resumes it with the rights of today.",
)
NO_RIGHT = Text(
    "Chủ đăng ký không còn quyền xem sự kiện. Nhờ quản trị viên cấp lại quyền, rồi bấm Tiếp tục.",
    "The owner may no longer query events. Ask the administrator for the right, then resume.",
)

"""What may be done: name a query and forget it, subscribe and unsubscribe, stop and resume."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from nguongoc.domain.epcis import schedule as schedules
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.accounts.models import ApiToken, User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.shared import outbound
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events.models import Bookmark
from nguongoc.trace.subscriptions import matching
from nguongoc.trace.subscriptions.collecting import begin, next_run
from nguongoc.trace.subscriptions.models import Delivery, StoredQuery, Subscription
from nguongoc.trace.subscriptions.queries import MASTER, SIMPLE

MOST_QUERIES, MOST_SUBSCRIPTIONS = 200, 100
"""Of one party, or of one person without a party."""
LONGEST_NAME, LONGEST_CODE, LONGEST_SECRET = 120, 255, 500
SERVE = "subscriptions.serve"
QUEUE = "outbound"


class Taken(Refused):
    """The name or the id is in use."""


class TooMany(Refused):
    """A party has as many as one may have."""


@transaction.atomic
def define(
    name: Any, parameters: Any, *, viewer: Viewer, is_shared: bool = False, at: datetime
) -> StoredQuery:
    """Give a query a name. Raises Refused for a bad name or bad parameters, Taken for a name in use, TooMany."""
    _check_name(name)
    checked = matching.checked(parameters)
    if StoredQuery.objects.owned_by(viewer).count() >= MOST_QUERIES:
        raise TooMany(_too_many(MOST_QUERIES))
    try:
        with transaction.atomic():
            made = StoredQuery.objects.create(
                name=name,
                parameters=checked,
                owner=_user(viewer),
                party=_party(viewer),
                is_shared=is_shared,
                created_at=at,
            )
    except IntegrityError as error:
        raise Taken(_taken("name", name)) from error
    record("query.named", made, actor=made.owner, at=at, name=name, shared=is_shared)
    return made


@transaction.atomic
def forget(query: StoredQuery, *, actor: User, at: datetime) -> None:
    """Take a named query away, and end all its subscriptions (EPCIS 2.0 §8.2.7)."""
    for subscription in query.subscriptions.all():
        unsubscribe(subscription, actor=actor, at=at)
    record("query.forgotten", query, actor=actor, at=at, name=query.name)
    query.delete()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asks for when it subscribes. `query` None: the parameters are the client's own (SOAP)."""

    query: StoredQuery | None
    parameters: Mapping[str, Any]
    dest: str
    schedule: Any = None
    code: str = ""
    secret: str = ""
    report_if_empty: bool = False
    initial_record_time: datetime | None = None
    form: str = Subscription.Form.JSON
    epc_format: str = ""


def subscribe(wish: Wish, *, viewer: Viewer, token: ApiToken | None, at: datetime) -> Subscription:
    """Begin to follow the log for somebody. Raises Refused for an address, a schedule or a query that cannot be;
    Taken for a code in use; TooMany; outbound.Unreachable where the name in the address is not known."""
    _check(wish, viewer)
    outbound.judge(wish.dest)
    with transaction.atomic():
        return _begun(wish, viewer, token, at)


def _begun(wish: Wish, viewer: Viewer, token: ApiToken | None, at: datetime) -> Subscription:
    key = uuid.uuid4()
    made = Subscription(
        id=key,
        code=wish.code or str(key),
        query=wish.query,
        query_name=wish.query.name if wish.query else SIMPLE,
        parameters=dict(wish.parameters),
        owner=_user(viewer),
        party=_party(viewer),
        token=token,
        dest=wish.dest,
        secret=wish.secret or new_secret(),
        form=wish.form,
        epc_format=wish.epc_format,
        schedule=wish.schedule,
        report_if_empty=wish.report_if_empty,
        initial_record_time=wish.initial_record_time,
        created_at=at,
    )
    made.batch = min(made.batch, matching.read(made.parameters).most or made.batch)
    made.next_run_at = next_run(made, at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Taken(_taken("subscriptionID", wish.code)) from error
    begin(made)
    record("subscription.made", made, actor=made.owner, at=at, query=made.query_name, dest=made.dest)
    return made


def _check(wish: Wish, viewer: Viewer) -> None:
    problems = matching.not_for_subscribers(wish.parameters)
    if problems:
        raise NotPermitted(problems)
    if wish.schedule is not None:
        schedules.read(wish.schedule)
    for name, value, longest in (
        ("subscriptionID", wish.code, LONGEST_CODE),
        ("signatureToken", wish.secret, LONGEST_SECRET),
    ):
        if len(value) > longest or not value.isprintable():
            raise Refused(_too_long(name, longest))
    if Subscription.objects.owned_by(viewer).count() >= MOST_SUBSCRIPTIONS:
        raise TooMany(_too_many(MOST_SUBSCRIPTIONS))


class NotPermitted(Refused):
    """A query that may be asked and not subscribed to."""


def new_secret() -> str:
    """A signatureToken of ours, for a client that sent none."""
    return secrets.token_urlsafe(32)


@transaction.atomic
def unsubscribe(subscription: Subscription, *, actor: User, at: datetime) -> None:
    """End a subscription: what waits is not sent any more."""
    record(
        "subscription.ended",
        subscription,
        actor=actor,
        at=at,
        query=subscription.query_name,
        dest=subscription.dest,
    )
    Bookmark.objects.filter(follower=subscription.follower).delete()
    subscription.delete()


STOPPED = Text(
    "Đã dừng theo yêu cầu. Bấm Tiếp tục để gửi tiếp từ chỗ dừng.", "Stopped on request. Resume it to go on."
)


@transaction.atomic
def stop(subscription: Subscription, *, actor: User, at: datetime) -> None:
    """Send nothing until it is resumed; nothing is lost meanwhile. Stopping it twice changes nothing."""
    waiting = Subscription.objects.filter(pk=subscription.pk, suspended_at=None)
    if waiting.update(suspended_at=at, last_problem=STOPPED._asdict()):
        record("subscription.stopped", subscription, actor=actor, at=at)


@transaction.atomic
def resume(subscription: Subscription, *, viewer: Viewer, token: ApiToken | None, at: datetime) -> None:
    """Go on where it stopped. When its own owner resumes it, it goes on under the key they use now (none: a page).
    Resuming one that runs changes nothing."""
    again = Subscription.objects.filter(pk=subscription.pk, suspended_at__isnull=False)
    if not again.update(suspended_at=None, last_problem=None, failures=0, failing_since=None):
        return
    if subscription.owner_id == _user(viewer).pk:
        Subscription.objects.filter(pk=subscription.pk).update(token=token)
    subscription.deliveries.filter(state=Delivery.State.WAITING).update(next_at=at)
    record("subscription.resumed", subscription, actor=_user(viewer), at=at)


def wake(subscription: uuid.UUID) -> None:
    """Have a worker serve it. Two at once share the work: the bookmark and each delivery are held by one."""
    app.configure_task(SERVE, queue=QUEUE).defer(subscription=str(subscription))


def _user(viewer: Viewer) -> User:
    return cast(User, viewer.user)


def _party(viewer: Viewer) -> Party | None:
    return Party.objects.filter(pk=viewer.party).first() if viewer.party else None


def _check_name(name: Any) -> None:
    plain = (
        isinstance(name, str)
        and 0 < len(name) <= LONGEST_NAME
        and name.isprintable()
        and name == name.strip()
    )
    if not plain or "/" in name or name in (".", ".."):
        raise Refused(
            Problem(
                "name",
                Text(
                    f"Tên truy vấn có từ 1 đến {LONGEST_NAME} ký tự và không chứa dấu gạch chéo /.",
                    f"The name of a query has 1 to {LONGEST_NAME} characters and no slash.",
                ),
                "name",
            )
        )
    if name in (SIMPLE, MASTER):
        raise Taken(_taken("name", name))


def _taken(where: str, name: str) -> Problem:
    return Problem(
        where,
        Text(f"“{name}” đã được dùng. Hãy đặt tên khác.", f"“{name}” is in use. Choose another."),
        "name-taken",
    )


def _too_many(most: int) -> Problem:
    why = Text(
        f"Đơn vị đã có {most}, không thêm được nữa. Hãy xóa những cái không còn dùng.",
        f"There are {most} already, and no more can be had. Delete those that are not in use.",
    )
    return Problem("", why, "too-many")


def _too_long(where: str, longest: int) -> Problem:
    why = Text(
        f"Không dài quá {longest} ký tự và không chứa ký tự điều khiển.",
        f"At most {longest} characters, and no control characters.",
    )
    return Problem(where, why, "text")

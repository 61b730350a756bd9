"""The operator: the party in whose name the console acts, and the service users that tokens belong to."""

from __future__ import annotations

from datetime import date, datetime

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.places import PROVINCE_CODE
from nguongoc.foundation.accounts.models import User
from nguongoc.registry.parties.actions import add_party, join, unit_on
from nguongoc.registry.parties.models import Party
from nguongoc.trace.events.actions import Sender

NAME = "Đơn vị vận hành hệ thống"
CONSOLE = "console"
SINCE = date(2025, 7, 1)


def operator(*, at: datetime) -> Party:
    """The one party of kind operator; made at the first call, named by an administrator afterwards."""
    found = Party.objects.filter(kind=Party.Kind.OPERATOR).order_by("pk").first()
    if found is not None:
        return found
    return add_party(
        NAME, kind="operator", unit=unit_on(PROVINCE_CODE, SINCE), since=SINCE, actor=None, at=at
    )


def service_user(name: str, *, may_make: bool, at: datetime) -> User:
    """The user of a token made at the console. A name not yet known becomes a service user of the operator.
    Raises Refused where it must exist and does not."""
    user = User.objects.filter(username=name).first()
    if user is None and not may_make:
        why = Text(f"Không có tài khoản “{name}”.", f"There is no account “{name}”.")
        raise Refused(Problem("user", why, "no-such-user"))
    if user is None:
        user = User(username=name, is_service=True)
        user.set_unusable_password()
        user.save()
        join(user, operator(at=at), "service", since=SINCE, actor=None, at=at)
    return user


def as_sender(behaviour: str, *, at: datetime) -> Sender:
    """The operator, as the one who sends what is captured from the console."""
    return Sender(operator(at=at), service_user(CONSOLE, may_make=True, at=at), behaviour)

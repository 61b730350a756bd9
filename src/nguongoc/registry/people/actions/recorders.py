"""Recorders, who have no e-mail: a phone enrolled by a QR code and opened by a PIN."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from itertools import pairwise

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.actions import end_sessions
from nguongoc.foundation.accounts.digest import digest
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.dated import setting
from nguongoc.registry.parties.actions import join
from nguongoc.registry.parties.models import Party
from nguongoc.registry.people.actions.invitations import spent
from nguongoc.registry.people.models import Device

PIN = re.compile(r"^[0-9]{6}$")


@transaction.atomic
def enrol_recorder(full_name: str, *, party: Party, actor: User, at: datetime) -> tuple[Device, str]:
    """A recorder without e-mail: an account that no password opens, and the secret of a QR code by which one phone is
    enrolled. The secret is seen this once."""
    user = User(username=f"nguoi-ghi-{secrets.token_hex(4)}", full_name=nfc(full_name.strip()))
    user.set_unusable_password()
    user.save()
    join(user, party, "recorder", since=timezone.localdate(at), actor=actor, at=at)
    record("user.made", user, actor=actor, at=at, party=party.internal_code)
    return new_device(user, party=party, actor=actor, at=at)


@transaction.atomic
def new_device(user: User, *, party: Party, actor: User, at: datetime) -> tuple[Device, str]:
    """Another phone for a recorder: the ones before are revoked. Answers the QR code's secret, seen this once."""
    for device in Device.objects.filter(user=user, revoked_at=None):
        revoke(device, actor=actor, at=at)
    secret = secrets.token_urlsafe(24)
    minutes = setting("enrolment.minutes", on=timezone.localdate(at))
    made = Device.objects.create(
        user=user,
        party=party,
        made_by=actor,
        made_at=at,
        code_digest=digest(secret),
        code_expires_at=at + timedelta(minutes=minutes),
    )
    record("device.offered", user, actor=actor, at=at, device=str(made.pk))
    return made, secret


@transaction.atomic
def enrol(device: Device, *, pin: str, words: str, at: datetime) -> str:
    """Enrol the phone that scanned the code; answers the secret that it keeps. Raises Refused for a bad PIN, and for a
    code that is spent or over."""
    held = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if held.enrolled_at or held.revoked_at or at >= held.code_expires_at:
        raise Refused(spent())
    if not PIN.match(pin) or _is_easy(pin):
        raise Refused(Problem("pin", _BAD_PIN, "bad-pin"))
    secret = secrets.token_urlsafe(32)
    Device.objects.filter(pk=held.pk).update(
        enrolled_at=at, last_used_at=at, words=words, secret_digest=digest(secret), pin=make_password(pin)
    )
    record("device.enrolled", held.user, actor=held.user, at=at, device=str(held.pk), words=words)
    return secret


def _is_easy(pin: str) -> bool:
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return steps in ({0}, {1}, {-1})


def unlock(device: Device, *, pin: str, at: datetime) -> None:
    """Let the owner of an enrolled phone in by its PIN. Raises Refused for a wrong one; after some wrong ones the phone
    is locked until it is enrolled anew. Wrong ones are counted one after the other, however many arrive at once."""
    with transaction.atomic():
        held = Device.objects.select_for_update(of=("self",)).select_related("user").get(pk=device.pk)
        if held.revoked_at or held.locked_at or not held.enrolled_at or not held.user.is_active:
            raise Refused(Problem("pin", _CLOSED, "device-closed"))
        if check_password(pin, held.pin):
            Device.objects.filter(pk=held.pk).update(wrong_pins=0, last_used_at=at)
            return
        refusal = _count_wrong(held, at)
    raise Refused(refusal)


def _count_wrong(device: Device, at: datetime) -> Problem:
    wrong = device.wrong_pins + 1
    left = setting("pin.tries", on=timezone.localdate(at)) - wrong
    Device.objects.filter(pk=device.pk).update(wrong_pins=wrong, locked_at=at if left <= 0 else None)
    if left <= 0:
        record("device.locked", device.user, actor=None, at=at, device=str(device.pk))
        return Problem("pin", _CLOSED, "device-closed")
    why = Text(f"Mã PIN không đúng. Còn {left} lần thử.", f"The PIN is wrong. {left} tries are left.")
    return Problem("pin", why, "wrong-pin")


@transaction.atomic
def revoke(device: Device, *, actor: User | None, at: datetime) -> None:
    """End a phone: its PIN opens nothing, and where its owner is signed in, that ends too. Twice changes nothing."""
    if Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=at):
        record("device.revoked", device.user, actor=actor, at=at, device=str(device.pk))
        end_sessions(device.user, UserSession.objects.filter(user=device.user), actor=actor, at=at)


_BAD_PIN = Text(
    "Mã PIN gồm đúng 6 số, không trùng lặp như 111111, không liên tiếp như 123456.",
    "A PIN has exactly 6 digits, not all the same as 111111, nor in a row as 123456.",
)
_CLOSED = Text(
    "Thiết bị này đã bị khóa hoặc thu hồi. Hãy nhờ người quản trị của đơn vị tạo mã QR mới.",
    "This device is locked or revoked. Ask your party's administrator for a new QR code.",
)

"""What may be done with personal data: consent, ask, answer, erase, and let go what was kept long enough."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.actions import end_sessions, revoke_token
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.dated import calendar, setting
from nguongoc.foundation.notices.actions import tell, tell_all
from nguongoc.foundation.notices.models import Letter, Notice, Wish
from nguongoc.registry.parties.models import Membership
from nguongoc.registry.people.actions.members import end
from nguongoc.registry.people.actions.recorders import revoke
from nguongoc.registry.people.models import Device, Invitation
from nguongoc.registry.privacy.models import Consent, ConsentText, DataRequest, Purpose
from nguongoc.registry.privacy.seeds import BEGINNING, CONSENTS, PURPOSES


def load_register() -> None:
    """The register and the texts of consent that a new installation begins with; what was changed stays."""
    names = ("what_vi", "what_en", "why_vi", "why_en", "ground_vi", "ground_en", "kept_vi", "kept_en")
    begun = date.fromisoformat(BEGINNING)
    lines = [
        Purpose(code=code, valid_from=begun, **dict(zip(names, said, strict=True)))
        for code, said in PURPOSES.items()
    ]
    Purpose.objects.bulk_create(lines, ignore_conflicts=True)
    words = [
        ConsentText(
            code=code, version=1, since=begun, title_vi=vi, title_en=en, words_vi=words_vi, words_en=words_en
        )
        for code, (vi, en, words_vi, words_en) in CONSENTS.items()
    ]
    ConsentText.objects.bulk_create(words, ignore_conflicts=True)


@transaction.atomic
def consent(user: User, text: ConsentText, *, at: datetime) -> None:
    """This person agrees to these words. Twice is once."""
    _, is_new = Consent.objects.get_or_create(
        user=user, text=text, withdrawn_at=None, defaults={"given_at": at}
    )
    if is_new:
        record("consent.given", user, actor=user, at=at, text=text.code, version=text.version)


@transaction.atomic
def take_back(user: User, text: ConsentText, *, at: datetime) -> None:
    """This person agrees no longer, to no version of these words."""
    standing = Consent.objects.filter(user=user, text__code=text.code, withdrawn_at=None)
    if standing.update(withdrawn_at=at):
        record("consent.withdrawn", user, actor=user, at=at, text=text.code)


@transaction.atomic
def ask(user: User, *, kind: str, words: str, at: datetime) -> DataRequest:
    """A person asks about their own data; the clock of the law starts, and those who answer are told."""
    today = timezone.localdate(at)
    asked = DataRequest.objects.create(
        user=user,
        kind=kind,
        words=nfc(words.strip()),
        asked_at=at,
        due_date=calendar().add(today, setting("personal-data.answer", on=today)),
    )
    record("privacy.asked", asked, actor=user, at=at, kind=kind, due=asked.due_date.isoformat())
    title = Text(
        f"Yêu cầu về dữ liệu cá nhân, trả lời trước {asked.due_date:%d/%m/%Y}",
        f"A request about personal data, to be answered by {asked.due_date:%d/%m/%Y}",
    )
    tell_all(_who_answer(today), "personal-data", title, at=at, link=f"/du-lieu-ca-nhan/yeu-cau/{asked.pk}")
    return asked


def _who_answer(on: date) -> list[User]:
    holding = Membership.objects.filter(role__permissions__contains=["privacy.answer"], valid_from__lte=on)
    return list(
        User.objects.filter(memberships__in=holding.exclude(valid_to__lt=on), is_active=True).distinct()
    )


@transaction.atomic
def answer(
    request: DataRequest,
    *,
    outcome: str,
    words: str,
    actor: User,
    at: datetime,
    full_name: str = "",
    email: str = "",
) -> None:
    """Answer a request, with the reason. Where it is done: rectified to this name and address, or erased.

    Raises Refused where it was answered already, and where erasing would leave a party without an administrator.
    """
    held = DataRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request.pk)
    if held.answered_at is not None:
        why = Text("Yêu cầu này đã được trả lời.", "This request was answered already.")
        raise Refused(Problem("request", why, "answered"))
    if outcome == DataRequest.Outcome.DONE and held.kind == DataRequest.Kind.RECTIFY:
        _rectify(held.user, full_name=full_name, email=email, actor=actor, at=at)
    DataRequest.objects.filter(pk=held.pk).update(
        answered_at=at, answered_by=actor, outcome=outcome, answer=nfc(words.strip())
    )
    record("privacy.answered", held, actor=actor, at=at, outcome=outcome)
    if outcome == DataRequest.Outcome.DONE and held.kind == DataRequest.Kind.ERASE:
        erase(held.user, actor=actor, at=at)
        return
    title = Text(
        "Yêu cầu của bạn về dữ liệu cá nhân đã có trả lời", "Your request about personal data is answered"
    )
    tell(held.user, "personal-data", title, Text(words, words), at=at, link="/du-lieu-ca-nhan/")


def _rectify(user: User, *, full_name: str, email: str, actor: User, at: datetime) -> None:
    user.full_name = nfc(full_name.strip()) or user.full_name
    user.email = email.strip().lower() or user.email
    user.save(update_fields=["full_name", "email"])
    record(
        "user.rectified", user, actor=actor, at=at
    )  # not from what to what: the wrong data must not live on here


@transaction.atomic
def erase(user: User, *, actor: User, at: datetime) -> None:
    """Take a person out of the store: name, address, letters, devices, sign-ins, second factors. The account's row
    stays under a number, because the events that it wrote are evidence; the audit keeps the user names that it wrote,
    since nobody can alter it.

    Raises Refused where it would leave a party without an administrator.
    """
    for one in Membership.objects.filter(user=user).exclude(valid_to__lt=timezone.localdate(at)):
        end(one, actor=actor, at=at)
    for token in user.tokens.filter(revoked_at=None):
        revoke_token(token, actor=actor, at=at)
    for device in Device.objects.filter(user=user, revoked_at=None):
        revoke(device, actor=actor, at=at)
    for text in ConsentText.objects.filter(consents__user=user, consents__withdrawn_at=None):
        take_back(user, text, at=at)
    end_sessions(user, UserSession.objects.filter(user=user), actor=actor, at=at)
    for model in (Authenticator, EmailAddress, Wish, Notice, Letter):
        model.objects.filter(user=user).delete()
    _forget_sign_ins(user.username)
    Invitation.objects.filter(accepted_by=user).update(full_name="", email="")
    user.username, user.full_name, user.email, user.is_active = f"da-xoa-{user.pk}", "", "", False
    user.set_unusable_password()
    user.save()
    record("user.erased", user, actor=actor, at=at)


def _forget_sign_ins(username: str) -> None:
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username=username).delete()


def let_go(at: datetime) -> None:
    """A sweeper: what was kept long enough goes, by the retention schedule of that day."""
    today = timezone.localdate(at)

    def before(code: str) -> datetime:
        return at - timedelta(days=setting(f"retention.{code}", on=today))

    Notice.objects.filter(told_at__lt=before("notices")).delete()
    Letter.objects.filter(made_at__lt=before("notices"), notices=None).delete()
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(attempt_time__lt=before("sign-ins")).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.filter(created_at__lt=before("sign-ins")).exclude(
        session_key__in=Session.objects.values("session_key")
    ).delete()
    Invitation.objects.filter(expires_at__lt=before("invitations"), accepted_at=None).exclude(
        full_name=""
    ).update(full_name="", email="")

"""allauth's hooks: nobody signs up by themselves, secrets are kept sealed, and what touches an account's safety is
written down."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from nguongoc.foundation.evidence.actions import record


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators of the system or of a party."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: Any = None
    ) -> None:
        """allauth tells here of everything that touches an account's safety: `mfa/email/totp_activated`."""
        deed = template_prefix.rpartition("/")[2]
        record(f"account.{deed}", user, actor=user, at=timezone.now())


class OnlyConnected(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing on elsewhere opens the account that its owner has connected, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are encrypted with the installation's own, which no database dump holds."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called until its owner says otherwise."""
        taken = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Khóa %(number)s") % {"number": taken + 1})

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken where the installation's secret is another one: people must then enrol anew."""
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> Fernet:
    digest = hashlib.sha256(b"second factors:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


__all__ = ["ClosedDoor", "InvalidToken", "OnlyConnected", "SealedSecrets"]

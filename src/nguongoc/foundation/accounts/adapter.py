"""allauth's hooks: nobody signs up by themselves, people are invited."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators of the system or of a party."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

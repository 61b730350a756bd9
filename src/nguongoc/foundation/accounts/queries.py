"""Questions about accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nguongoc.foundation.accounts.digest import digest
from nguongoc.foundation.accounts.models import ApiToken, User

BEARER = """
SELECT holder.*, token.id AS token_id, token.name AS token_name, token.scopes AS token_scopes
FROM accounts_apitoken token JOIN accounts_user holder ON holder.id = token.user_id
WHERE token.digest = %s AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > %s)
  AND holder.is_active
"""
"""Written out because every call of a program asks it: building the same by the ORM takes longer than asking."""


def bearer(token: str, *, at: datetime) -> ApiToken | None:
    """The live token behind these characters, with its user; None for an unknown, ended or expired one."""
    for holder in User.objects.raw(BEARER, [digest(token), at]):
        read: Any = holder  # it carries the token's columns, too
        found = ApiToken(pk=read.token_id, name=read.token_name, scopes=read.token_scopes, user=holder)
        found._state.adding = False
        return found
    return None

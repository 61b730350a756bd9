"""Whom the person or program behind a request acts for: their memberships of today. Asked once a request.

Stands beside the usual rooms because every app above needs it. What a viewer is and how views are guarded stands
in `foundation.accounts.rights`; this floor alone knows memberships.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from nguongoc.foundation.accounts.permissions import SCOPES
from nguongoc.foundation.accounts.rights import STRANGER, SYSTEM, Request, Viewer, may, signed_in

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import ApiToken

__all__ = ["STRANGER", "SYSTEM", "Request", "Viewer", "may", "signed_in", "viewer"]

RIGHTS = """
SELECT membership.party_id, membership.role_id, role.permissions
FROM parties_membership membership JOIN accounts_role role ON role.code = membership.role_id
WHERE membership.user_id = %s AND membership.valid_from <= %s
  AND (membership.valid_to IS NULL OR membership.valid_to >= %s)
ORDER BY membership.id
"""


def viewer(user: Any, *, on: date, token: ApiToken | None = None) -> Viewer:
    """The rights of this user on that day; with a token, never more than its scopes."""
    if not getattr(user, "is_authenticated", False):
        return STRANGER
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, [user.pk, on, on])
        rows = cursor.fetchall()
    parties = tuple(dict.fromkeys(party for party, _, _ in rows))
    permissions = frozenset(name for _, _, names in rows for name in names)
    if token is not None:
        permissions &= frozenset(name for scope in token.scopes for name in SCOPES.get(scope, ()))
    return Viewer(user, parties, permissions, tuple(dict.fromkeys(role for _, role, _ in rows)))

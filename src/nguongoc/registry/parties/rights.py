"""Whom the person or program behind a request acts for: their memberships of today. Asked once a request.

Stands beside the usual rooms because every app above needs it. What a viewer is and how views are guarded stands
in `foundation.accounts.rights`; this floor alone knows memberships.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from nguongoc.foundation.accounts.permissions import SCOPES
from nguongoc.foundation.accounts.rights import (
    STRANGER,
    SYSTEM,
    Answer,
    Guarded,
    Request,
    View,
    Viewer,
    known,
    may,
    may_one,
    signed_in,
)

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import ApiToken

__all__ = [
    "STRANGER",
    "SYSTEM",
    "Answer",
    "Guarded",
    "Request",
    "View",
    "Viewer",
    "known",
    "may",
    "may_one",
    "signed_in",
    "viewer",
]

RIGHTS = """
SELECT membership.party_id, membership.role_id, role.permissions, role.reads_only, membership.valid_to IS NOT NULL,
  role.needs_second_factor AND NOT party.is_demonstration AND NOT EXISTS (
    SELECT FROM mfa_authenticator factor
    WHERE factor.user_id = membership.user_id AND factor.type IN ('totp', 'webauthn'))
FROM parties_membership membership JOIN accounts_role role ON role.code = membership.role_id
JOIN parties_party party ON party.id = membership.party_id
WHERE membership.user_id = %s AND membership.valid_from <= %s
  AND (membership.valid_to IS NULL OR membership.valid_to >= %s)
ORDER BY membership.id
"""


def viewer(user: Any, *, on: date, token: ApiToken | None = None) -> Viewer:
    """The rights of this user on that day; with a token, never more than its scopes.

    Whoever holds a role of staff and has no second factor has no rights yet, except by a token, which is none's
    password; accounts of the demonstration, whose password everybody can read, are left out of that.
    """
    if not getattr(user, "is_authenticated", False):
        return STRANGER
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, [user.pk, on, on])
        rows = cursor.fetchall()
    is_lent = any(ends for *_, ends, _ in rows)
    if token is None and any(unproven for *_, unproven in rows):
        return Viewer(user, must_enrol=True, is_lent=is_lent)
    parties = tuple(dict.fromkeys(party for party, *_ in rows))
    permissions = frozenset(name for _, _, names, *_ in rows for name in names)
    if token is not None:
        permissions &= frozenset(name for scope in token.scopes for name in SCOPES.get(scope, ()))
    return Viewer(
        user,
        parties,
        permissions,
        roles=tuple(dict.fromkeys(role for _, role, *_ in rows)),
        watched=_watched(parties, on) if SEE_COMMUNE in permissions else (),
        reads_only=bool(rows) and all(reads_only for *_, reads_only, _, _ in rows),
        is_lent=is_lent,
    )


SEE_COMMUNE = "registry.see_commune"
NEIGHBOURS = """
SELECT DISTINCT there.party_id
FROM parties_partyaddress here JOIN parties_partyaddress there ON there.unit_id = here.unit_id
WHERE here.party_id = ANY(%(own)s) AND NOT there.party_id = ANY(%(own)s) AND here.id = (
    SELECT last.id FROM parties_partyaddress last
    WHERE last.party_id = here.party_id AND last.valid_from <= %(on)s ORDER BY last.valid_from DESC LIMIT 1)
  AND there.id = (
    SELECT last.id FROM parties_partyaddress last
    WHERE last.party_id = there.party_id AND last.valid_from <= %(on)s ORDER BY last.valid_from DESC LIMIT 1)
"""


def _watched(parties: tuple[int, ...], on: date) -> tuple[int, ...]:
    """The parties that sit, on that day, in the same unit as one of these."""
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, {"own": list(parties), "on": on})
        return tuple(party for (party,) in cursor.fetchall())

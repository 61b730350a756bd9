"""Whom the person or program behind a request acts for: their memberships of today. Asked once a request.

Stands beside the usual rooms because every app above needs it. What a viewer is and how views are guarded stands
in `foundation.accounts.rights`; this floor alone knows memberships.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    "edits",
    "known",
    "may",
    "may_one",
    "signed_in",
    "viewer",
]

SEE_ALL, SEE_COMMUNE = "registry.see_all", "registry.see_commune"
RIGHTS = f"""
SELECT membership.party_id, membership.role_id, role.permissions, role.reads_only, membership.valid_to IS NOT NULL,
  role.needs_second_factor AND NOT party.is_demonstration AND NOT EXISTS (
    SELECT FROM mfa_authenticator factor
    WHERE factor.user_id = membership.user_id AND factor.type IN ('totp', 'webauthn')),
  CASE WHEN '{SEE_COMMUNE}' = ANY(role.permissions) THEN ARRAY(
    SELECT there.party_id
    FROM parties_partyaddress here JOIN parties_partyaddress there ON there.unit_id = here.unit_id
    WHERE here.party_id = membership.party_id AND here.id = (
        SELECT last.id FROM parties_partyaddress last
        WHERE last.party_id = here.party_id AND last.valid_from <= %(on)s ORDER BY last.valid_from DESC LIMIT 1)
      AND there.id = (
        SELECT last.id FROM parties_partyaddress last
        WHERE last.party_id = there.party_id AND last.valid_from <= %(on)s ORDER BY last.valid_from DESC LIMIT 1)
  ) ELSE '{{}}' END
FROM parties_membership membership JOIN accounts_role role ON role.code = membership.role_id
JOIN parties_party party ON party.id = membership.party_id
WHERE membership.user_id = %(user)s AND membership.valid_from <= %(on)s
  AND (membership.valid_to IS NULL OR membership.valid_to >= %(on)s)
ORDER BY membership.id
"""  # noqa: S608 (a word of ours)
"""A row a membership; the last column: the parties that sit on that day in the same unit, where its role watches."""


def viewer(user: Any, *, on: date, token: ApiToken | None = None) -> Viewer:
    """The rights of this user on that day; with a token, never more than its scopes.

    Whoever holds a role of staff and has no second factor has no rights yet, except by a token, which is none's
    password; accounts of the demonstration, whose password everybody can read, are left out of that.
    """
    if not getattr(user, "is_authenticated", False):
        return STRANGER
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, {"user": user.pk, "on": on})
        rows = cursor.fetchall()
    is_lent = any(ends for *_, ends, _, _ in rows)
    if token is None and any(unproven for *_, unproven, _ in rows):
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
        watched=_watched(rows) if SEE_COMMUNE in permissions and SEE_ALL not in permissions else (),
        reads_only=bool(rows) and all(reads_only for *_, reads_only, _, _, _ in rows),
        is_lent=is_lent,
    )


def edits(viewer: Viewer, party: int) -> bool:
    """Whether this viewer may change the records of that party: what `editable_by` says of rows, of one row that is
    at hand already."""
    return viewer.may("registry.edit_all") or (viewer.may("registry.edit_own") and party in viewer.parties)


def _watched(rows: Sequence[tuple[Any, ...]]) -> tuple[int, ...]:
    """The parties that sit in the same unit as one of these, and are none of them."""
    own = {party for party, *_ in rows}
    return tuple(sorted({party for *_, there in rows for party in there} - own))

"""Whom the person or program behind a request acts for: their memberships of today. Asked once a request.

Stands beside the usual rooms because every app above needs it. What a viewer is and how views are guarded stands
in `foundation.accounts.rights`; this floor alone knows memberships.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

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
WITH RECURSIVE held AS (
  SELECT id, party_id, role_id, user_id, valid_to FROM parties_membership
  WHERE user_id = %(user)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
), same AS (  -- what was entered twice is one: a party, and those merged into it
  SELECT party_id AS party, party_id AS former FROM held
  UNION
  SELECT same.party, merged.id FROM same JOIN parties_party merged ON merged.merged_into_id = same.former
), took_over AS (  -- what a party follows wholly
  SELECT same.party, passed.before_id AS former
  FROM same JOIN parties_partysuccession passed
    ON passed.after_id = same.former AND passed.share = 1 AND passed."on" <= %(on)s
  UNION
  SELECT took_over.party, earlier.id
  FROM took_over, LATERAL (
    SELECT id FROM parties_party WHERE merged_into_id = took_over.former
    UNION
    SELECT before_id FROM parties_partysuccession
    WHERE after_id = took_over.former AND share = 1 AND "on" <= %(on)s) earlier(id)
)
SELECT membership.party_id, membership.role_id, role.permissions, role.reads_only, membership.valid_to IS NOT NULL,
  role.needs_second_factor AND NOT party.is_demonstration AND NOT EXISTS (
    SELECT FROM mfa_authenticator factor
    WHERE factor.user_id = membership.user_id AND factor.type IN ('totp', 'webauthn')),
  ARRAY(SELECT former FROM same WHERE same.party = membership.party_id AND former <> same.party ORDER BY former),
  ARRAY(SELECT former FROM took_over WHERE took_over.party = membership.party_id ORDER BY former),
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
FROM held membership JOIN accounts_role role ON role.code = membership.role_id
JOIN parties_party party ON party.id = membership.party_id
ORDER BY membership.id
"""  # noqa: S608 (a word of ours)
"""A row a membership; the last column: the parties that sit on that day in the same unit, where its role watches."""


class Held(NamedTuple):
    """A membership of today: what `RIGHTS` tells of it."""

    party: int
    role: str
    permissions: list[str]
    reads_only: bool
    ends: bool
    unproven: bool
    merged: list[int]
    followed: list[int]
    neighbours: list[int]


def viewer(user: Any, *, on: date, token: ApiToken | None = None) -> Viewer:
    """The rights of this user on that day; with a token, never more than its scopes.

    Whoever holds a role of staff and has no second factor has no rights yet, except by a token, which is none's
    password; accounts of the demonstration, whose password everybody can read, are left out of that.

    Whoever belongs to a party belongs to those that were merged into it, and reads what a party it wholly follows has
    left: what either sent is theirs to see. Of a party that was divided, nobody inherits the papers by being a part.
    """
    if not getattr(user, "is_authenticated", False):
        return STRANGER
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, {"user": user.pk, "on": on})
        rows = [Held(*row) for row in cursor.fetchall()]
    is_lent = any(one.ends for one in rows)
    if token is None and any(one.unproven for one in rows):
        return Viewer(user, must_enrol=True, is_lent=is_lent)
    named = (*(one.party for one in rows), *(former for one in rows for former in one.merged))
    parties = tuple(dict.fromkeys(named))
    inherited = dict.fromkeys(former for one in rows for former in one.followed if former not in parties)
    permissions = frozenset(name for one in rows for name in one.permissions)
    if token is not None:
        permissions &= frozenset(name for scope in token.scopes for name in SCOPES.get(scope, ()))
    return Viewer(
        user,
        parties,
        permissions,
        roles=tuple(dict.fromkeys(one.role for one in rows)),
        watched=(*inherited, *_watched(rows, permissions, parties)),
        reads_only=bool(rows) and all(one.reads_only for one in rows),
        is_lent=is_lent,
    )


def edits(viewer: Viewer, party: int) -> bool:
    """Whether this viewer may change the records of that party: what `editable_by` says of rows, of one row that is
    at hand already."""
    return viewer.may("registry.edit_all") or (viewer.may("registry.edit_own") and party in viewer.parties)


def _watched(rows: Sequence[Held], permissions: frozenset[str], own: Sequence[int]) -> tuple[int, ...]:
    """The parties that sit in the same unit as one of these, and are none of them."""
    if SEE_COMMUNE not in permissions or SEE_ALL in permissions:
        return ()
    return tuple(sorted({party for one in rows for party in one.neighbours} - set(own)))

"""Accounts: tokens, roles, signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.actions import load_roles, make_token, revoke_token
from nguongoc.foundation.accounts.middleware import CALLERS
from nguongoc.foundation.accounts.models import ApiToken, Role
from nguongoc.foundation.accounts.permissions import PERMISSIONS
from nguongoc.foundation.accounts.queries import bearer
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.shared.brief import Brief
from world import NOW, a_client, a_page_of, a_party, a_user, begin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> None:
    begin()


def test_a_token_is_seen_once_and_only_its_hash_is_kept() -> None:
    token = make_token(a_user(a_party()), name="ERP", scopes=["query"], actor=None, at=NOW)
    kept = ApiToken.objects.get()
    assert token not in (kept.digest, kept.name)
    assert bearer(token, at=NOW) == kept
    assert bearer(token + "x", at=NOW) is None
    assert "token" not in Entry.objects.latest("id").details


def test_a_token_ends_when_it_is_revoked_or_expires_or_its_user_leaves() -> None:
    user = a_user(a_party())
    token = make_token(
        user, name="ERP", scopes=["query"], actor=None, at=NOW, expires_at=NOW + timedelta(days=1)
    )
    assert bearer(token, at=NOW + timedelta(days=2)) is None
    revoke_token(ApiToken.objects.get(), actor=user, at=NOW)
    assert bearer(token, at=NOW) is None
    again = make_token(user, name="ERP", scopes=["query"], actor=None, at=NOW)
    user.is_active = False
    user.save()
    assert bearer(again, at=NOW) is None


def test_a_token_needs_known_scopes_and_a_name_of_its_own() -> None:
    user = a_user(a_party())
    with pytest.raises(Refused, match="Unknown scopes"):
        make_token(user, name="ERP", scopes=["all"], actor=None, at=NOW)
    make_token(user, name="ERP", scopes=["query"], actor=None, at=NOW)
    with pytest.raises(Refused, match="already named"):
        make_token(user, name="ERP", scopes=["query"], actor=None, at=NOW)


def test_roles_are_data_and_an_edited_one_is_kept() -> None:
    Role.objects.filter(code="leader").update(permissions=["events.query"])
    load_roles(at=NOW)
    assert Role.objects.get(code="leader").permissions == ["events.query"]
    assert all(set(role.permissions) <= PERMISSIONS.keys() for role in Role.objects.all())


def test_a_permission_that_a_newer_program_brings_is_given_once_and_told() -> None:
    role = Role.objects.get(code="leader")
    older = [one for one in role.offered if one != "plan.see"]
    Role.objects.filter(code="leader").update(permissions=["events.query"], offered=older)
    load_roles(at=NOW)
    role.refresh_from_db()
    assert role.permissions == ["events.query", "plan.see"]
    told = Entry.objects.get(verb="role.offered")
    assert told.details["changes"] == {"permissions": [["events.query"], ["events.query", "plan.see"]]}
    Role.objects.filter(code="leader").update(permissions=["events.query"])
    load_roles(at=NOW)
    role.refresh_from_db()
    assert role.permissions == ["events.query"]
    assert Entry.objects.filter(verb="role.offered").count() == 1


def test_a_person_signs_in_with_name_and_password(client: Client) -> None:
    user = a_user(a_party())
    wrong = client.post("/tai-khoan/dang-nhap", {"login": user.username, "password": "sai"})
    assert wrong.status_code == 200
    right = client.post("/tai-khoan/dang-nhap", {"login": user.username, "password": "mat-khau-dai-1"})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_guessing_is_locked_out(client: Client) -> None:
    user = a_user(a_party())
    statuses = [
        client.post("/tai-khoan/dang-nhap", {"login": user.username, "password": f"sai{turn}"}).status_code
        for turn in range(9)
    ]
    assert statuses[-1] == 429
    right = client.post("/tai-khoan/dang-nhap", {"login": user.username, "password": "mat-khau-dai-1"})
    assert right.status_code == 429


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    assert b"password1" not in client.get("/tai-khoan/dang-ky").content


def test_the_start_page_greets_strangers_and_members() -> None:
    assert a_page_of(None).get("/").status_code == 200
    member = a_user(a_party())
    assert member.username in a_page_of(member).get("/").content.decode()


def test_a_revoked_token_ends_for_callers_within_two_seconds() -> None:
    user = a_user(a_party())
    client = a_client(user)
    assert client.get("/epcis/events").status_code == 200
    revoke_token(ApiToken.objects.get(), actor=user, at=NOW)
    assert CALLERS.seconds <= 2
    CALLERS.held = {
        key: (0.0, found) for key, (_, found) in CALLERS.held.items()
    }  # as if two seconds had gone
    assert client.get("/epcis/events").status_code == 401


def test_what_is_remembered_for_a_moment_is_asked_again_afterwards_and_stays_small() -> None:
    asked: list[str] = []
    brief: Brief[int] = Brief(seconds=60, size=2)

    def ask(key: str) -> int:
        return brief.get(key, lambda: asked.append(key) or len(asked))

    assert [ask("a"), ask("a"), ask("b"), ask("c")] == [1, 1, 2, 3]
    assert len(brief.held) == 1
    brief.forget()
    assert ask("c") == 4

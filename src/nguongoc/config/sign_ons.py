"""Other places where people sign on (VNeID, the province's own), told by the environment as one JSON list:

    NGUONGOC_OIDC='[{"id": "vneid", "name": "VNeID", "server": "https://…/.well-known/openid-configuration",
                     "client": "…", "secret": "…", "origins": ["https://login.example.vn"]}]'

`origins` names where the server's sign-in pages stand, where that is not the server's own address. Nobody gets an
account by signing on: people connect it to the account that they were given.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class SignOn:
    """One OpenID Connect server, and our name and secret there."""

    id: str
    name: str
    server: str
    client: str
    secret: str
    origins: tuple[str, ...] = ()

    def as_app(self) -> dict[str, Any]:
        """As allauth wants it in its settings."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client,
            "secret": self.secret,
            "settings": {"server_url": self.server, "oauth_pkce_enabled": True},
        }


def sign_ons(told: str) -> tuple[SignOn, ...]:
    """The sign-ons that are told of, none for an empty text. Raises ImproperlyConfigured for a text that tells of
    none rightly: better not to start than to start without a door that people count on."""
    if not told.strip():
        return ()
    try:
        return tuple(_sign_on(dict(one)) for one in json.loads(told))
    except (ValueError, TypeError, KeyError) as error:
        raise ImproperlyConfigured(f"NGUONGOC_OIDC is not the JSON list that is wanted: {error!r}") from error


def _sign_on(said: dict[str, Any]) -> SignOn:
    server = urlsplit(said["server"])
    if server.scheme != "https" and server.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError(f"{said['server']} is not an https address")
    own = f"{server.scheme}://{server.netloc}"
    origins = tuple(dict.fromkeys([own, *said.get("origins", [])]))
    return SignOn(said["id"], said["name"], said["server"], said["client"], said["secret"], origins)

"""What is stored of a token."""

from __future__ import annotations

import hashlib


def digest(token: str) -> str:
    """SHA-256, hexadecimal. Tokens are long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()

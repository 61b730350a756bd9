"""Page tokens: where the next page starts, signed, bound to its query, with an end, and released before it on wish."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.utils.crypto import salted_hmac

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.trace.events.models import ReleasedPage

LIFE = timedelta(hours=24)
_TAG = 16


class Place(NamedTuple):
    """Where a page ended: the query, the values that order its last row, and how many events a limit leaves."""

    binding: str
    place: Sequence[Any]
    left: int | None = None


def make(place: Place, *, at: datetime) -> tuple[str, datetime]:
    """The token of what follows this place, and its end."""
    expires = (at + LIFE).replace(microsecond=0)
    payload = orjson.dumps(
        [
            _digest(place.binding),
            int(expires.timestamp()),
            place.left,
            [_written(value) for value in place.place],
        ]
    )
    return urlsafe_b64encode(_tag(payload) + payload).decode().rstrip("="), expires


def read(token: str, binding: str, *, at: datetime) -> Place:
    """Raises Refused for a token that is damaged, of another query, expired or released."""
    bound, expires, left, place = _opened(token)
    if bound != _digest(binding):
        raise Refused(_not_a_token())
    if expires <= at or ReleasedPage.objects.filter(pk=_name(token)).exists():
        raise Refused(_expired())
    return Place(binding, place, left)


def release(token: str, *, at: datetime) -> None:
    """Give a token back: nobody goes on with it from now. Raises Refused where it is none of ours."""
    _, expires, _, _ = _opened(token)
    ReleasedPage.objects.filter(expires_at__lt=at).delete()
    if expires > at:
        ReleasedPage.objects.get_or_create(digest=_name(token), defaults={"expires_at": expires})


def _opened(token: str) -> tuple[str, datetime, int | None, list[Any]]:
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        raise Refused(_not_a_token()) from None
    tag, payload = raw[:_TAG], raw[_TAG:]
    if not hmac.compare_digest(tag, _tag(payload)):
        raise Refused(_not_a_token())
    bound, expires, left, place = orjson.loads(payload)
    return bound, datetime.fromtimestamp(expires, UTC), left, [_value(one) for one in place]


def _written(value: Any) -> list[Any]:
    kinds = ((datetime, "t"), (UUID, "k"), (Decimal, "n"))
    letter = next((letter for kind, letter in kinds if isinstance(value, kind)), "")
    return [letter, str(value) if letter else value]


def _value(written: list[Any]) -> Any:
    letter, value = written
    return _READ[letter](value) if letter else value


_READ: dict[str, Callable[[str], Any]] = {"t": datetime.fromisoformat, "k": UUID, "n": Decimal}


def _tag(payload: bytes) -> bytes:
    return salted_hmac("nguongoc.page", payload, algorithm="sha256").digest()[:_TAG]


def _digest(binding: str) -> str:
    return hashlib.sha256(binding.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _name(token: str) -> str:
    return hashlib.sha256(token.rstrip("=").encode()).hexdigest()


def _not_a_token() -> Problem:
    why = Text(
        "Mã trang không đúng hoặc thuộc truy vấn khác. Hãy bắt đầu lại từ trang đầu.",
        "The page token is damaged or belongs to another query. Start again from the first page.",
    )
    return Problem("nextPageToken", why, "page-token")


def _expired() -> Problem:
    why = Text(
        "Mã trang đã hết hạn hoặc đã được trả lại. Hãy bắt đầu lại từ trang đầu.",
        "The page token has expired or was given back. Start again from the first page.",
    )
    return Problem("nextPageToken", why, "page-token")

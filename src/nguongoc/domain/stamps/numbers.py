"""The three numbers of a stamp.

| number | who reads it | made of |
|---|---|---|
| serial, AI (21) | phones, out of the QR code | 12 random characters, or 9 and a keyed tail of 4 |
| control number | the warehouse, printed plainly | batch and place in it, with a check digit; it resolves to nothing |
| scratch code | the buyer, once the cover is scratched off | 8 random characters, of which only a keyed hash is kept |

All letters come from 32 that nobody mistakes for one another and that need no escape in an address: A–Z and 2–9
without I and O. Random ones come from `secrets`; 12 characters are 60 bits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

from nguongoc.domain.gs1 import keys
from nguongoc.domain.problem import Problem, Refused, Text

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PLAIN, KEYED, TAIL, SCRATCH = 12, 9, 4, 8
"""How many characters a serial has without a tail; with one, before it; the tail; and a scratch code."""
A_BATCH = 1_000_000
"""Numbers a batch can hold. The number of a stamp is its batch's times this, plus its place in the batch from 1."""

_SERIAL = re.compile(f"[{ALPHABET}]{{{PLAIN},{KEYED + TAIL}}}")
_CONTROL = re.compile(r"T(\d{6})(\d{6})(\d)")
_MARKS = re.compile(r"[\s.\-–]+")


def random_text(length: int) -> str:
    """So many characters of the alphabet, each equally likely. A byte is eight times the alphabet."""
    return "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(length))


def serial(gtin: str, key: bytes | None) -> str:
    """A new serial for goods of this GTIN-14; with a key, one that carries its keyed tail."""
    if key is None:
        return random_text(PLAIN)
    head = random_text(KEYED)
    return head + tail(gtin, head, key)


def tail(gtin: str, head: str, key: bytes) -> str:
    """The keyed tail: 20 bits of HMAC-SHA256 over the GTIN and the random characters."""
    digest = hmac.digest(key, f"{gtin}|{head}".encode(), hashlib.sha256)
    return "".join(ALPHABET[byte & 31] for byte in digest[:TAIL])


def tail_holds(gtin: str, found: str, tried: Iterable[bytes]) -> bool:
    """Whether a serial's tail was made with one of these keys. True of a serial without a tail: it claims nothing."""
    if len(found) != KEYED + TAIL:
        return True
    head, end = found[:KEYED], found[KEYED:]
    return any(hmac.compare_digest(tail(gtin, head, key).encode(), end.encode()) for key in tried)


def looks_like_serial(text: str) -> bool:
    """Whether the text can be one of our serials."""
    return _SERIAL.fullmatch(text) is not None


def number(batch: int, place: int) -> int:
    """The number of the stamp at this place (from 1) of a batch."""
    return batch * A_BATCH + place


def control(number: int) -> str:
    """The control number as it is printed: `T000012-000345-7`."""
    batch, place = divmod(number, A_BATCH)
    digits = f"{batch:06d}{place:06d}"
    return f"T{digits[:6]}-{digits[6:]}-{keys.check_digit(digits)}"


def looks_like_control(typed: str) -> bool:
    """Whether somebody who typed this meant a control number."""
    return _bare(typed).startswith("T") and _bare(typed)[1:].isdigit()


def read_control(typed: str) -> int:
    """The stamp's number, however its control number was typed: small letters, with or without marks.

    Raises Refused for anything else and for a wrong check digit.
    """
    match = _CONTROL.fullmatch(_bare(typed))
    if match is None:
        raise Refused(Problem("", _NOT_A_CONTROL, "not-a-control-number"))
    batch, place, digit = match.groups()
    if keys.check_digit(batch + place) != digit:
        raise Refused(Problem("", _WRONG_DIGIT, "incorrect-check-digit"))
    return number(int(batch), int(place))


def scratch_code() -> str:
    """A new scratch code."""
    return random_text(SCRATCH)


def scratch_hash(gtin: str, serial: str, code: str, key: bytes) -> bytes:
    """What is kept of a scratch code: 16 bytes of HMAC-SHA256 over it and the stamp it belongs to. Typed marks and
    small letters do not matter."""
    return hmac.digest(key, f"{gtin}|{serial}|{_bare(code)}".encode(), hashlib.sha256)[:16]


def derived(secret: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose out of the installation's secret (HKDF's extract and first expand step,
    RFC 5869, SHA-256)."""
    drawn = hmac.digest(b"nguongoc stamps", secret.encode(), hashlib.sha256)
    return hmac.digest(drawn, purpose.encode() + b"\x01", hashlib.sha256)


def fingerprint(key: bytes) -> str:
    """Eight characters that say which key it was, and nothing about it."""
    return hashlib.sha256(b"nguongoc stamps|" + key).hexdigest()[:8]


def _bare(typed: str) -> str:
    return _MARKS.sub("", typed).upper()


_NOT_A_CONTROL = Text(
    "Số kiểm soát có dạng T000012-000345-7: chữ T rồi 13 chữ số. Hãy xem lại số in trên tem.",
    "a control number reads T000012-000345-7: a T and 13 digits; look at the stamp again",
)
_WRONG_DIGIT = Text(
    "Chữ số cuối (số kiểm tra) không khớp: có chữ số gõ nhầm. Hãy đối chiếu từng chữ số trên tem.",
    "the last digit does not check: a digit was mistyped; compare each with the stamp",
)

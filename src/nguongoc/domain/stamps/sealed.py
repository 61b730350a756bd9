"""The file that a print shop gets: everything of a batch, sealed, opened with words that travel another way.

The file is a run of frames, each a length (4 bytes, big-endian) and that many bytes. The first frame is plain JSON:

    {"form": "nguongoc-stamps-1", "batch": "T000012", "salt": hex, "n": 32768, "r": 8, "p": 1, "key": hex}

`key` is the file's key (32 bytes) sealed with scrypt(pass-phrase, salt, n, r, p, 32 bytes). Every further frame is one
sealed member: its plain text is `NAME\\n` in UTF-8, then the member's bytes. The last one is named `.` and holds the
number of members before it, so a file cut short is noticed.

Sealed means AES-256-GCM: a nonce of 12 bytes, then ciphertext and tag; what is authenticated beside it is
`FORM|batch|place`, where place is `key` or the number of the frame from 1. Nothing here needs this program: any
language with scrypt and AES-GCM opens the file.

Source: NIST SP 800-38D (GCM); RFC 7914 (scrypt).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.stamps.numbers import random_text

FORM = "nguongoc-stamps-1"
NONCE, KEY, SALT = 12, 32, 16
COST = {"n": 32_768, "r": 8, "p": 1}
_MEMORY = 64 * 1024 * 1024
_END = "."
_LONGEST = 64 * 1024 * 1024


def new_key() -> bytes:
    """A key of 32 random bytes."""
    return secrets.token_bytes(KEY)


def pass_phrase() -> str:
    """Twenty random characters in groups (100 bits), to be read out over the telephone."""
    return "-".join(random_text(5) for _ in range(4))


def seal(key: bytes, plain: bytes, about: str) -> bytes:
    """The bytes sealed with a key; `about` must be said again to open them."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """The bytes behind a seal. Raises Refused where the key or `about` is another, or a bit has changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise Refused(Problem("", _NOT_OPENED, "cannot-be-opened")) from error


def write(batch: str, members: Iterable[tuple[str, bytes]], words: str) -> Iterator[bytes]:
    """The file's bytes, frame by frame: memory holds one member."""
    key, salt = new_key(), os.urandom(SALT)
    wrapped = seal(key=_from_words(words, salt, **COST), plain=key, about=f"{FORM}|{batch}|key")
    head = {"form": FORM, "batch": batch, "salt": salt.hex(), **COST, "key": wrapped.hex()}
    yield _frame(json.dumps(head).encode())
    count = 0
    for count, (name, body) in enumerate(members, 1):
        yield _frame(seal(key, name.encode() + b"\n" + body, f"{FORM}|{batch}|{count}"))
    yield _frame(seal(key, f"{_END}\n{count}".encode(), f"{FORM}|{batch}|{count + 1}"))


def read(source: BinaryIO, words: str) -> Iterator[tuple[str, bytes]]:
    """The members of a file, name and bytes, one at a time. Raises Refused on other words, on a changed bit, and on a
    file that is cut short."""
    head = _head(source)
    batch = str(head["batch"])
    cost = {name: int(head[name]) for name in COST}
    if cost["n"] * cost["r"] * 128 > _MEMORY:
        raise Refused(Problem("", _NO_FILE, "not-a-print-file"))
    wrapping = _from_words(words, bytes.fromhex(str(head["salt"])), **cost)
    key = unseal(wrapping, bytes.fromhex(str(head["key"])), f"{FORM}|{batch}|key")
    count = 0
    while True:
        plain = unseal(key, _next(source), f"{FORM}|{batch}|{count + 1}")
        name, _, body = plain.partition(b"\n")
        if name.decode() == _END and int(body) == count:
            return
        count += 1
        yield name.decode(), body


def _head(source: BinaryIO) -> dict[str, str | int]:
    try:
        head = json.loads(_next(source))
        if head["form"] != FORM or not {"batch", "salt", "key", *COST} <= head.keys():
            raise ValueError(head)
    except (ValueError, KeyError, TypeError, Refused) as error:
        raise Refused(Problem("", _NO_FILE, "not-a-print-file")) from error
    found: dict[str, str | int] = head
    return found


def _from_words(words: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    bare = "".join(letter for letter in words.upper() if letter.isalnum())
    return hashlib.scrypt(bare.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=KEY)


def _frame(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def _next(source: BinaryIO) -> bytes:
    length = int.from_bytes(source.read(4), "big")
    body = source.read(length) if 0 < length <= _LONGEST else b""
    if not body or len(body) < length:
        raise Refused(Problem("", _CUT_SHORT, "cut-short"))
    return body


_NOT_OPENED = Text(
    "Không mở được: mật khẩu không đúng hoặc tệp đã bị thay đổi. Hãy gõ lại mật khẩu; nếu vẫn không được, xin lại tệp.",
    "It cannot be opened: the pass-phrase is another, or the file was changed. Type it again, or ask for it anew.",
)
_NO_FILE = Text(
    "Đây không phải tệp in tem của hệ thống này. Hãy chọn đúng tệp .tem đã nhận.",
    "This is no print file of this system. Choose the .tem file that you received.",
)
_CUT_SHORT = Text(
    "Tệp bị thiếu phần cuối: tải chưa xong. Hãy tải lại từ đầu rồi mở.",
    "The file ends too early: it was not fully received. Get it again, then open it.",
)

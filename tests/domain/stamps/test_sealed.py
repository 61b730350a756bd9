from __future__ import annotations

import io
import json

import pytest

from nguongoc.domain.problem import Refused
from nguongoc.domain.stamps import sealed

MEMBERS = [("T000012-0001.csv", b"control,serial\n1,2\n"), ("T000012-0001.pdf", bytes(range(256)) * 40)]
WORDS = sealed.pass_phrase()


@pytest.fixture(scope="module")
def file() -> bytes:
    return b"".join(sealed.write("T000012", MEMBERS, WORDS))


def opened(file: bytes, words: str = WORDS) -> list[tuple[str, bytes]]:
    return list(sealed.read(io.BytesIO(file), words))


def test_a_print_file_opens_with_its_words_however_they_are_typed(file: bytes) -> None:
    assert opened(file) == MEMBERS
    assert opened(file, WORDS.lower().replace("-", " ")) == MEMBERS


def test_nothing_of_the_members_stands_in_the_file(file: bytes) -> None:
    assert b"control,serial" not in file
    assert b".csv" not in file


def test_other_words_open_nothing(file: bytes) -> None:
    with pytest.raises(Refused) as refused:
        opened(file, sealed.pass_phrase())
    assert refused.value.problems[0].code == "cannot-be-opened"


def test_a_changed_bit_and_exchanged_frames_are_noticed(file: bytes) -> None:
    changed = bytearray(file)
    changed[-40] ^= 1
    with pytest.raises(Refused):
        opened(bytes(changed))
    head, first, second, end = frames(file)
    with pytest.raises(Refused):
        opened(head + second + first + end)


def test_a_file_cut_short_is_noticed_even_between_frames(file: bytes) -> None:
    head, first, second, _ = frames(file)
    for short in (head + first + second, head + first, file[:-3]):
        with pytest.raises(Refused) as refused:
            opened(short)
        assert refused.value.problems[0].code == "cut-short"


@pytest.mark.parametrize("other", [b"", b"PK\x03\x04 zip", b"\x00\x00\x00\x02{}"])
def test_another_file_is_refused_as_such(other: bytes) -> None:
    with pytest.raises(Refused) as refused:
        opened(other)
    assert refused.value.problems[0].code == "not-a-print-file"


def test_a_file_cannot_make_its_reader_work_without_bounds(file: bytes) -> None:
    first = frames(file)[0]
    head = json.loads(first[4:]) | {"n": 2**24}
    body = json.dumps(head).encode()
    with pytest.raises(Refused) as refused:
        opened(len(body).to_bytes(4, "big") + body + file[len(first) :])
    assert refused.value.problems[0].code == "not-a-print-file"


def frames(file: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(file):
        length = 4 + int.from_bytes(file[at : at + 4], "big")
        found.append(file[at : at + length])
        at += length
    return found

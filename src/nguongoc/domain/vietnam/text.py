"""Vietnamese text: one form, search without accents, sorting as a Vietnamese reader expects."""

from __future__ import annotations

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {
    "": 0,
    "\u0300": 1,
    "\u0309": 2,
    "\u0303": 3,
    "\u0301": 4,
    "\u0323": 5,
}  # ngang huyền hỏi ngã sắc nặng
_ORDER = {letter: index + 100 for index, letter in enumerate(_LETTERS)}


def nfc(text: str) -> str:
    """The composed form, without the blanks around it: what is stored."""
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """Lower case, tones and diacritics off, đ→d, blanks single: for search, never for matching.

    "Nậm Cha" and "Nậm Chà" are two communes and fold alike: a folded search lists both.
    """
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    kept = "".join(mark for mark in bare if not unicodedata.combining(mark))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def matched(text: str) -> str:
    """What two spellings of one name have in common: case, blanks and the place of the tone mark inside a syllable
    do not count ("Pa Khoá" and "Pa Khóa"), every accent does ("Nậm Cha" is not "Nậm Chà"). For matching, not for
    showing: each syllable ends in its tone."""
    return " ".join(_syllable(word) for word in nfc(text).lower().split())


def _syllable(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in marks if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)) + tones


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Letters first (a ă â … d đ … u ư), then tones in dictionary order (ngang huyền hỏi ngã sắc nặng)."""
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", text).lower():
        tone, letter = 0, character
        for mark in unicodedata.normalize("NFD", character):
            if mark in _TONES:
                tone = _TONES[mark]
                letter = _without(character, mark)
        letters.append(_ORDER.get(letter, ord(letter) if ord(letter) < 100 else 1000 + ord(letter)))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def _without(character: str, mark: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", character).replace(mark, ""))

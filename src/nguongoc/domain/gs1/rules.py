"""The rules a component of an identifier's value must pass, by the names the syntax dictionary gives them.

Each rule takes the component's text and answers None, or the code of what is wrong (the dictionary's own error
name, in lower case with hyphens). Any text at all may be handed in: an answer comes back, never an exception.

Source: GS1 General Specifications section 3 (application identifiers) and GS1's Barcode Syntax Dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nguongoc.domain.gs1 import codes, keys
from nguongoc.domain.problem import Refused

Rule = Callable[[str], str | None]

_NOT_CSET39 = re.compile(r"[^#\-/0-9A-Z]")
_NOT_CSET82 = re.compile(r"[^!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]")
_NOT_DIGIT = re.compile(r"[^0-9]")
_CSET64 = re.compile(r"[A-Za-z0-9_\-]*(={0,2})\Z")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_POSITION = re.compile(r"([0-9]+)/([0-9]+)\Z")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS_AND_DAYS = frozenset(f"{m:02}{d:02}" for m, days in enumerate(_DAYS, 1) for d in range(1, days + 1))
# The shortest GS1 company prefix has four digits.
_SHORTEST_PREFIX = 4


def csetnumeric(text: str) -> str | None:
    """Digits only."""
    return "non-digit-character" if _NOT_DIGIT.search(text) else None


def cset39(text: str) -> str | None:
    """GS1 character set 39: digits, capitals, `#`, `-`, `/`."""
    return "invalid-cset39-character" if _NOT_CSET39.search(text) else None


def cset64(text: str) -> str | None:
    """GS1 character set 64: base64url, padded with `=` to a multiple of three characters or not at all."""
    match = _CSET64.match(text)
    if match is None:
        stripped = text.rstrip("=")
        return "invalid-cset64-padding" if _CSET64.match(stripped) else "invalid-cset64-character"
    return "invalid-cset64-padding" if match[1] and len(text) % 3 else None


def cset82(text: str) -> str | None:
    """GS1 character set 82."""
    return "invalid-cset82-character" if _NOT_CSET82.search(text) else None


def csum(text: str) -> str | None:
    """The last digit is the check digit."""
    if not keys.is_digits(text):
        return "too-short-for-check-digit" if not text else "non-digit-character"
    return digits_sum(text)


def digits_sum(digits: str) -> str | None:
    """The same, of what is known to be digits."""
    codes = digits.encode()
    # "0" is 48, so every digit brings 48 times its weight too much: 8 or, at weight 3, 4 modulo 10.
    surplus = 8 * ((len(codes) + 1) // 2) + 4 * (len(codes) // 2)
    return "incorrect-check-digit" if (sum(codes[-1::-2]) + 3 * sum(codes[-2::-2]) - surplus) % 10 else None


def csumalpha(text: str) -> str | None:
    """The last two characters are the check character pair."""
    if len(text) < 2:
        return "too-short-for-check-pair"
    try:
        right = keys.check_pair(text[:-2])
    except Refused as refused:
        return refused.problems[0].code
    return None if right == text[-2:] else "incorrect-check-pair"


def gcppos1(text: str) -> str | None:
    """A GS1 company prefix stands at the start: at least its four digits do."""
    if len(text) < _SHORTEST_PREFIX:
        return "too-short-for-gcp"
    return "invalid-gcp-prefix" if _NOT_DIGIT.search(text[:_SHORTEST_PREFIX]) else None


def gcppos2(text: str) -> str | None:
    """A GS1 company prefix stands from the second character on."""
    return gcppos1(text[1:])


def hasnondigit(text: str) -> str | None:
    """Not digits alone."""
    return None if _NOT_DIGIT.search(text) else "requires-non-digit-character"


def hyphen(text: str) -> str | None:
    """Only hyphens."""
    return None if text and not text.strip("-") else "not-hyphen"


def zero(text: str) -> str | None:
    """Only zeros."""
    return None if text and not text.strip("0") else "not-zero"


def nonzero(text: str) -> str | None:
    """A number other than zero."""
    return csetnumeric(text) or (None if text.strip("0") else "illegal-zero-value")


def nozeroprefix(text: str) -> str | None:
    """A number that does not begin with zero."""
    return csetnumeric(text) or ("illegal-zero-prefix" if text.startswith("0") else None)


def yesno(text: str) -> str | None:
    """0 or 1."""
    return None if text in ("0", "1") else "not-zero-or-one"


def winding(text: str) -> str | None:
    """The winding direction of a roll: 0, 1 or 9."""
    return None if text in ("0", "1", "9") else "invalid-winding-direction"


def iso5218(text: str) -> str | None:
    """ISO/IEC 5218: 0, 1, 2 or 9."""
    return None if text in ("0", "1", "2", "9") else "invalid-biological-sex-code"


def yymmdd(text: str) -> str | None:
    """A date YYMMDD."""
    return _date(text, 2, day_may_be_zero=False)


def yymmd0(text: str) -> str | None:
    """A date YYMMDD whose day may be 00: the month as a whole."""
    return _date(text, 2, day_may_be_zero=True)


def yyyymmdd(text: str) -> str | None:
    """A date YYYYMMDD."""
    return _date(text, 4, day_may_be_zero=False)


def yyyymmd0(text: str) -> str | None:
    """A date YYYYMMDD whose day may be 00: the month as a whole."""
    return _date(text, 4, day_may_be_zero=True)


def _date(text: str, year_digits: int, *, day_may_be_zero: bool) -> str | None:
    if len(text) != year_digits + 4:
        return "date-too-short" if len(text) < year_digits + 4 else "date-too-long"
    if not keys.is_digits(text):
        return "non-digit-character"
    month_and_day = text[-4:]
    if month_and_day in _MONTHS_AND_DAYS:
        return "illegal-day" if month_and_day == "0229" and not _leap(text[:-4]) else None
    month, day = text[-4:-2], text[-2:]
    if not "01" <= month <= "12":
        return "illegal-month"
    return None if day == "00" and day_may_be_zero else "illegal-day"


def _leap(year: str) -> bool:
    """Two digits reach from 51 years back to 49 on: the only century year among them is 2000, a leap year."""
    number = int(year)
    return number % 4 == 0 and (len(year) == 2 or number % 100 != 0 or number % 400 == 0)


def hh(text: str) -> str | None:
    """An hour, 00 to 23."""
    return _two_digits(text, "hour", 24)


def mi(text: str) -> str | None:
    """A minute, 00 to 59."""
    return _two_digits(text, "minute", 60)


def ss(text: str) -> str | None:
    """A second, 00 to 59."""
    return _two_digits(text, "second", 60)


def hhmi(text: str) -> str | None:
    """An hour and a minute."""
    if len(text) != 4:
        return "hour-with-minute-too-short" if len(text) < 4 else "hour-with-minute-too-long"
    return hh(text[:2]) or mi(text[2:])


def _two_digits(text: str, name: str, end: int) -> str | None:
    if len(text) != 2:
        return f"{name}-too-short" if len(text) < 2 else f"{name}-too-long"
    if not keys.is_digits(text):
        return "non-digit-character"
    return None if int(text) < end else f"illegal-{name}"


def latitude(text: str) -> str | None:
    """Degrees north of the south pole, ten digits, seven of them decimals: at most 180."""
    return _degrees(text, "latitude", 1_800_000_000)


def longitude(text: str) -> str | None:
    """Degrees east of the meridian, ten digits, seven of them decimals: at most 360."""
    return _degrees(text, "longitude", 3_600_000_000)


def _degrees(text: str, name: str, most: int) -> str | None:
    if len(text) != 10:
        return f"{name}-invalid-length"
    if not keys.is_digits(text):
        return "non-digit-character"
    return None if int(text) <= most else f"invalid-{name}"


def pieceoftotal(text: str) -> str | None:
    """A piece's number and the number of pieces, the same number of digits each."""
    if not text or len(text) % 2:
        return "invalid-length-for-piece-of-total"
    if not keys.is_digits(text):
        return "non-digit-character"
    half = len(text) // 2
    piece, total = text[:half], text[half:]
    if not piece.strip("0"):
        return "zero-piece-number"
    if not total.strip("0"):
        return "zero-total-pieces"
    return "piece-number-exceeds-total" if piece > total else None


def posinseqslash(text: str) -> str | None:
    """A position and the end of its sequence, `2/3`."""
    match = _POSITION.match(text)
    if match is None:
        return "position-in-sequence-malformed"
    position, end = match.groups()
    if position.startswith("0") or end.startswith("0"):
        return "illegal-zero-prefix"
    return "position-exceeds-end" if (len(position), position) > (len(end), end) else None


def pcenc(text: str) -> str | None:
    """Every percent sign begins a percent escape."""
    return "invalid-percent-sequence" if _BAD_PERCENT.search(text) else None


def importeridx(text: str) -> str | None:
    """One character of base64url."""
    if len(text) != 1:
        return "importer-idx-must-be-one-character"
    return None if text.isascii() and (text.isalnum() or text in "-_") else "invalid-import-idx-character"


def iso3166(text: str) -> str | None:
    """A numeric country code."""
    return None if text in codes.COUNTRIES else "not-iso3166"


def iso3166999(text: str) -> str | None:
    """A numeric country code, or 999."""
    return None if text == "999" or text in codes.COUNTRIES else "not-iso3166-or-999"


def iso3166alpha2(text: str) -> str | None:
    """A country code of two letters."""
    return None if text in codes.COUNTRIES_ALPHA2 else "not-iso3166-alpha2"


def iso4217(text: str) -> str | None:
    """A numeric currency code."""
    return None if text in codes.CURRENCIES else "not-iso4217"


def mediatype(text: str) -> str | None:
    """An AIDC media type: 01 to 10, 80 to 99 (General Specifications 3.8.20)."""
    return None if text in codes.MEDIA_TYPES else "invalid-media-type"


def packagetype(text: str) -> str | None:
    """A package type of UN/ECE Recommendation 21, as GS1 extends it."""
    return None if text in codes.PACKAGE_TYPES else "invalid-package-type"


def iban(text: str) -> str | None:
    """An international bank account number (ISO 13616): country, length, characters, check digits."""
    if len(text) < 4:
        return "iban-too-short"
    if text[:2] not in codes.COUNTRIES_ALPHA2:
        return "illegal-iban-country-code"
    if not 10 < len(text) <= 34:
        return "iban-too-short" if len(text) <= 10 else "iban-too-long"
    if not (text.isascii() and text.isalnum() and text == text.upper()):
        return "invalid-iban-character"
    number = int("".join(str(int(c, 36)) for c in text[4:] + text[:4]))
    return None if number % 97 == 1 else "incorrect-iban-checksum"


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        csetnumeric, cset39, cset64, cset82, csum, csumalpha, gcppos1, gcppos2, hasnondigit, hyphen, zero,
        nonzero, nozeroprefix, yesno, winding, iso5218, yymmdd, yymmd0, yyyymmdd, yyyymmd0, hh, mi, ss, hhmi,
        latitude, longitude, pieceoftotal, posinseqslash, pcenc, importeridx, iso3166, iso3166999,
        iso3166alpha2, iso4217, mediatype, packagetype, iban,
    )
}  # fmt: skip

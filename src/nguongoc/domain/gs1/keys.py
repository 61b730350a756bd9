"""GS1 identification keys: check digits, check character pairs, the forms of a GTIN.

Source: GS1 General Specifications, sections 2 (keys) and 7.9 (check digit, check character pair);
TCVN 13274:2020 takes the same rules over. Keys are text of the digits 0-9 and nothing else: digits of other
scripts are refused, because a scanner can never read them.
"""

from __future__ import annotations

from nguongoc.domain.problem import Problem, Refused, Text

GTIN_LENGTHS = (8, 12, 13, 14)

# GS1 General Specifications 7.11: the 82 characters of an identifier, in the order of their values.
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
CSET32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CSET82_VALUE = {character: value for value, character in enumerate(CSET82)}
# One weight for each character of the longest identifier, 99 characters with its pair.
_PRIMES = tuple(n for n in range(2, 510) if all(n % divisor for divisor in range(2, int(n**0.5) + 1)))


def is_digits(text: str) -> bool:
    """Whether the text is one or more of the digits 0-9, and nothing of any other script."""
    return text.isascii() and text.isdigit()


def check_digit(body: str) -> str:
    """The check digit that follows `body` (weights 3, 1, 3, … from the right; modulo 10)."""
    if not is_digits(body):
        raise Refused(_not_digits(body))
    digits = body.encode()
    total = 3 * sum(digits[-1::-2]) + sum(digits[-2::-2]) - 48 * (3 * ((len(body) + 1) // 2) + len(body) // 2)
    return str(-total % 10)


def checks(number: str) -> bool:
    """Whether the last digit of an all-digit number is its check digit."""
    return len(number) > 1 and is_digits(number) and check_digit(number[:-1]) == number[-1]


def check_pair(body: str) -> str:
    """The two check characters that follow the body of an alphanumeric key, such as a GMN.

    Prime weights from the right, modulo 1021, written in 32 characters (General Specifications 7.9.5).
    """
    wrong = next((c for c in body if c not in _CSET82_VALUE), None)
    if wrong is not None:
        raise Refused(_not_cset82(wrong))
    if len(body) > len(_PRIMES):
        raise Refused(_too_long_for_pair(len(body)))
    total = sum(_CSET82_VALUE[c] * prime for c, prime in zip(reversed(body), _PRIMES, strict=False)) % 1021
    return CSET32[total >> 5] + CSET32[total & 31]


def gtin14(text: str) -> str:
    """Any GTIN-8, -12, -13 or -14 as its 14 digits. Raises Refused when it is none."""
    if not is_digits(text):
        raise Refused(_not_digits(text))
    if len(text) not in GTIN_LENGTHS:
        raise Refused(_length("GTIN", "8, 12, 13, 14", len(text)))
    return _checked(text).zfill(14)


def gln(text: str) -> str:
    """A global location number, 13 digits. Raises Refused when it is none."""
    return _fixed(text, "GLN", 13)


def sscc(text: str) -> str:
    """A serial shipping container code, 18 digits. Raises Refused when it is none."""
    return _fixed(text, "SSCC", 18)


def is_gtin(text: str) -> bool:
    """Whether the text is a GTIN-8, -12, -13 or -14 with its right check digit."""
    return len(text) in GTIN_LENGTHS and checks(text)


def is_gln(text: str) -> bool:
    """Whether the text is 13 digits with the right check digit."""
    return len(text) == 13 and checks(text)


def is_sscc(text: str) -> bool:
    """Whether the text is 18 digits with the right check digit."""
    return len(text) == 18 and checks(text)


def gtin_form(text: str) -> int:
    """The shortest form a GTIN has: 8, 12, 13 or 14 digits, its leading zeros taken off."""
    full = gtin14(text)
    return next(length for length in GTIN_LENGTHS if not full[: 14 - length].strip("0"))


def gtin_as(text: str, length: int) -> str:
    """A GTIN in 8, 12, 13 or 14 digits. Raises Refused when it has more digits than that."""
    full = gtin14(text)
    if length not in GTIN_LENGTHS or full[: 14 - length].strip("0"):
        raise Refused(_length("GTIN", str(length), gtin_form(text)))
    return full[14 - length :]


def is_restricted(text: str) -> bool:
    """Whether a GTIN lies in the ranges for circulation within one company or country.

    GS1 prefixes 02, 04 and 20-29 (General Specifications 1.4), GTIN-8 prefixes 0 and 2. Such a number is no
    GTIN to the outside: it must be marked "mã nội bộ – không phải GTIN".
    """
    full = gtin14(text)
    if gtin_form(text) == 8:
        return full[6] in "02"
    return full[1:3] in ("02", "04") or full[1] == "2"


def _fixed(text: str, name: str, length: int) -> str:
    if not is_digits(text):
        raise Refused(_not_digits(text))
    if len(text) != length:
        raise Refused(_length(name, str(length), len(text)))
    return _checked(text)


def _checked(text: str) -> str:
    right = check_digit(text[:-1])
    if right != text[-1]:
        raise Refused(
            Problem(
                "",
                Text(
                    f"Số kiểm tra của {text} sai: phải là {right}. Hãy xem lại từng chữ số trên nhãn.",
                    f"the check digit of {text} must be {right}: compare every digit with the label",
                ),
                "incorrect-check-digit",
            )
        )
    return text


def _length(name: str, right: str, found: int) -> Problem:
    return Problem(
        "",
        Text(
            f"{name} phải có {right} chữ số, ở đây có {found}. Hãy nhập lại đủ số.",
            f"a {name} has {right} digits, here are {found}: enter it again",
        ),
        "wrong-length",
    )


def _not_digits(text: str) -> Problem:
    shown = ascii(text[:40])
    return Problem(
        "",
        Text(
            f"Chỉ được dùng các chữ số từ 0 đến 9, ở đây là {shown}. Hãy xoá các ký tự khác.",
            f"only the digits 0 to 9 are allowed, here is {shown}: remove everything else",
        ),
        "non-digit-character",
    )


def _not_cset82(character: str) -> Problem:
    return Problem(
        "",
        Text(
            f"Ký tự {character!a} không thuộc bộ 82 ký tự của GS1. Hãy thay bằng chữ cái không dấu hoặc chữ số.",
            f"{character!a} is not one of GS1's 82 characters: use unaccented letters and digits",
        ),
        "invalid-cset82-character",
    )


def _too_long_for_pair(length: int) -> Problem:
    return Problem(
        "",
        Text(
            f"Khoá có {length} ký tự, quá dài để tính cặp ký tự kiểm tra. Hãy kiểm tra lại khoá.",
            f"{length} characters are too many for a check character pair: look at the key again",
        ),
        "too-long-for-check-pair-implementation",
    )

"""UPC-E, the short form of a UPC-A whose zeros are left out.

Source: GS1 General Specifications 5.2.2.4 and 7.10 (zero suppression).
"""

from __future__ import annotations

import re

from nguongoc.domain.gs1 import keys
from nguongoc.domain.problem import Problem, Refused, Text

# Number system digit (0 or 1), six digits, check digit; the outer two may be left out.
_UPC_E = re.compile(r"([01]?)([0-9]{6})([0-9]?)")


def expand(text: str) -> str:
    """The UPC-A of a UPC-E of 6, 7 (with number system digit) or 8 digits. Raises Refused."""
    match = _UPC_E.fullmatch(text)
    if match is None or (len(text) == 7 and not match[1]):
        raise Refused(_not_upc_e())
    system, six, check = match[1] or "0", match[2], match[3]
    last = six[5]
    if last in "012":
        body = six[:2] + last + "0000" + six[2:5]
    elif last == "3":
        body = six[:3] + "00000" + six[3:5]
    elif last == "4":
        body = six[:4] + "00000" + six[4]
    else:
        body = six[:5] + "0000" + last
    right = keys.check_digit(system + body)
    if check not in ("", right):
        raise Refused(_wrong_check_digit(right))
    return system + body + right


def compress(text: str) -> str:
    """The UPC-E, 8 digits, of a UPC-A. Raises Refused when it has none."""
    number = keys.gtin_as(text, 12)
    system, body, check = number[0], number[1:11], number[11]
    for six in _candidates(body):
        if system in "01" and expand(system + six) == number:
            return system + six + check
    raise Refused(_not_upc_e())


def _candidates(body: str) -> tuple[str, ...]:
    """The four ways to leave zeros out, in the order in which they are to be tried."""
    return (
        body[:2] + body[7:10] + body[2],
        body[:3] + body[8:10] + "3",
        body[:4] + body[9] + "4",
        body[:5] + body[9],
    )


def _not_upc_e() -> Problem:
    text = Text(
        "Không phải số UPC-E, hoặc số này không rút gọn được. Hãy dùng UPC-A đủ 12 chữ số.",
        "not a UPC-E, or a number that has none: use the UPC-A of 12 digits",
    )
    return Problem("", text, "not-upc-e")


def _wrong_check_digit(right: str) -> Problem:
    text = Text(
        f"Số kiểm tra của UPC-E sai: phải là {right}. Hãy quét lại.",
        f"the check digit of the UPC-E must be {right}: scan it again",
    )
    return Problem("", text, "incorrect-check-digit")

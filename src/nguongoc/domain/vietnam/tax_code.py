"""Vietnamese tax codes (mã số thuế).

Ten digits for an enterprise, thirteen for its branch (the parent's ten and 001 to 999), with a check digit in the
tenth place: Circular 86/2024/TT-BTC, Article 5; the arithmetic is python-stdnum's.

Since 1 July 2025 a household or a person pays tax under the personal identification number of twelve digits
(Circular 86/2024/TT-BTC, Article 5.5), which has no check digit: place where the birth was registered (3), century
and sex (1), year of birth (2), number (6), by Decree 137/2015/NĐ-CP, Article 13. OUR OWN RULE, TO BE CONFIRMED with the
tax office before anything is refused because of it: `TaxCode.to_be_confirmed` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from stdnum import exceptions
from stdnum.vn import mst

from nguongoc.domain.problem import Problem, Refused, Text

_SEPARATORS = re.compile(r"[ .\-]")
_PERSONAL = re.compile(r"(?!000)[0-9]{3}[0-9][0-9]{2}(?!000000)[0-9]{6}")


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code as bare digits, and whose it is."""

    number: str
    kind: Literal["enterprise", "branch", "personal"]

    @property
    def to_be_confirmed(self) -> bool:
        """Whether it was accepted by our own rule, which nobody has confirmed yet."""
        return self.kind == "personal"

    def __str__(self) -> str:
        """As it is printed: a branch's number behind a hyphen."""
        return f"{self.number[:10]}-{self.number[10:]}" if self.kind == "branch" else self.number


def parse(text: str) -> TaxCode:
    """A tax code, written with spaces, dots or hyphens or without. Raises Refused."""
    number = _SEPARATORS.sub("", text)
    if not (number.isascii() and number.isdigit()):
        raise Refused(_not_digits(number))
    if len(number) == 12:
        if _PERSONAL.fullmatch(number) is None:
            raise Refused(_wrong_component())
        return TaxCode(number, "personal")
    try:
        mst.validate(number)
    except exceptions.InvalidLength:
        raise Refused(_wrong_length(len(number))) from None
    except exceptions.InvalidChecksum:
        raise Refused(_wrong_check_digit(number)) from None
    except exceptions.ValidationError:
        raise Refused(_wrong_component()) from None
    return TaxCode(number, "branch" if len(number) == 13 else "enterprise")


def is_valid(text: str) -> bool:
    """Whether the text is a tax code."""
    try:
        parse(text)
    except Refused:
        return False
    return True


def _not_digits(number: str) -> Problem:
    shown = ascii(number[:20])
    text = Text(
        f"Mã số thuế chỉ gồm chữ số, ở đây là {shown}. Hãy nhập lại theo giấy đăng ký.",
        f"a tax code holds only digits, here is {shown}: enter it as the registration has it",
    )
    return Problem("", text, "non-digit-character")


def _wrong_length(found: int) -> Problem:
    text = Text(
        f"Mã số thuế có 10 chữ số (doanh nghiệp), 13 (chi nhánh) hoặc 12 (số định danh cá nhân), ở đây có {found}. "
        "Hãy nhập đủ.",
        f"a tax code has 10 digits (enterprise), 13 (branch) or 12 (personal number), here are {found}",
    )
    return Problem("", text, "wrong-length")


def _wrong_check_digit(number: str) -> Problem:
    text = Text(
        f"Chữ số thứ mười của mã số thuế {number} sai. Hãy so lại từng chữ số với giấy đăng ký.",
        f"the tenth digit of the tax code {number} is wrong: compare every digit with the registration",
    )
    return Problem("", text, "incorrect-check-digit")


def _wrong_component() -> Problem:
    text = Text(
        "Mã số thuế chứa nhóm số không thể có (toàn số 0). Hãy so lại với giấy đăng ký.",
        "the tax code holds a group of zeros that cannot be: compare it with the registration",
    )
    return Problem("", text, "impossible-component")

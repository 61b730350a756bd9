"""Reading the bits of an EPC: numbers, digits, text in the encodings of the Tag Data Standard.

Source: GS1 EPC Tag Data Standard 2.3, sections 14.3 to 14.5.
"""

from __future__ import annotations

from nguongoc.domain.gs1 import keys
from nguongoc.domain.problem import Problem, Refused, Text

BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CODE40 = "\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789"
# Bits of the company prefix by partition value 0 to 6; it has 12 to 6 digits.
_PREFIX_BITS = (40, 37, 34, 30, 27, 24, 20)


class Bits:
    """A cursor over the bits of one string. Whatever cannot be read refuses the whole."""

    def __init__(self, bits: str) -> None:
        self._bits = bits
        self._at = 0

    def take(self, count: int) -> str:
        """The next bits."""
        if self._at + count > len(self._bits):
            raise Refused(_cut_short())
        self._at += count
        return self._bits[self._at - count : self._at]

    def rest(self) -> str:
        """What has not been read."""
        return self._bits[self._at :]

    def number(self, count: int) -> int:
        """The next bits as a number."""
        return int(self.take(count), 2) if count else 0

    def zeros(self, count: int) -> None:
        """Reserved bits."""
        if "1" in self.take(count):
            raise Refused(_impossible())

    def decimal(self, count: int, digits: int) -> str:
        """A number of so many bits, written in so many digits."""
        number = self.number(count)
        if number >= 10**digits:
            raise Refused(_impossible())
        return str(number).zfill(digits) if digits else ""

    def prefix(self) -> tuple[str, int]:
        """The company prefix behind the filter value and the partition value; and how many bits it took."""
        self.take(3)
        partition = self.number(3)
        if partition >= len(_PREFIX_BITS):
            raise Refused(_impossible())
        return self.decimal(_PREFIX_BITS[partition], 12 - partition), _PREFIX_BITS[partition]

    def key(self, total: int, digits: int) -> tuple[str, str]:
        """Company prefix and reference, together `total` bits and `digits` digits."""
        prefix, used = self.prefix()
        return prefix, self.decimal(total - used, digits - len(prefix))

    def led_by_one(self, count: int) -> str:
        """A number whose leading 1 only keeps the zeros behind it (TDS 14.3.8)."""
        text = str(self.number(count))
        if len(text) < 2 or not text.startswith("1"):
            raise Refused(_impossible())
        return text[1:]

    def ascii7(self, count: int) -> str:
        """So many bits of seven-bit characters, filled up with zeros."""
        text = "".join(chr(self.number(7)) for _ in range(count // 7)).rstrip("\0")
        self.zeros(count % 7)
        if "\0" in text:
            raise Refused(_impossible())
        return text

    def ascii6(self) -> str:
        """Six-bit characters up to a zero."""
        text = ""
        while code := self.number(6):
            text += chr(code | 0x40) if code < 0x20 else chr(code)
        return text

    def nibbles(self, digits: int) -> str:
        """Digits of four bits each."""
        text = "".join(f"{self.number(4):x}" for _ in range(digits))
        if text and not keys.is_digits(text):
            raise Refused(_impossible())
        return text

    def packed(self, digits: int) -> str:
        """So many digits in as few bits as hold them."""
        return self.decimal((10**digits - 1).bit_length(), digits)

    def counted(self, length_bits: int = 4) -> str:
        """The number of digits, then the digits."""
        return self.packed(self.number(length_bits))

    def text(self, length_bits: int = 5) -> str:
        """Text that says its own encoding and length (TDS 14.5.6)."""
        encoding, length = self.number(3), self.number(length_bits)
        if encoding == 0:
            return self.packed(length)
        if encoding in (1, 2):
            text = "".join(f"{self.number(4):x}" for _ in range(length))
            return text.upper() if encoding == 1 else text
        if encoding == 3:
            return "".join(BASE64[self.number(6)] for _ in range(length))
        if encoding == 4:
            return "".join(chr(self.number(7)) for _ in range(length))
        if encoding == 5:
            return self._code40(length)
        raise Refused(_impossible())

    def digits_then_text(self) -> str:
        """Digits, ended by E and text, or by F (TDS 14.5.5)."""
        digits = ""
        while (nibble := self.number(4)) < 10:
            digits += str(nibble)
        if nibble not in (14, 15):
            raise Refused(_impossible())
        return digits + self.text() if nibble == 14 else digits

    def date(self) -> str:
        """A date YYMMDD in 16 bits (TDS 14.5.8)."""
        return self.decimal(7, 2) + self.decimal(4, 2) + self.decimal(5, 2)

    def skip_hostname(self) -> None:
        """The host name of the `++` schemes; the request's own host stays in force (TDS 14.5.16)."""
        seven_bit, length = self.number(1), self.number(6)
        self.take(7 * length if seven_bit else 16 * -(-length // 3))

    def _code40(self, length: int) -> str:
        text = ""
        for _ in range(-(-length // 3)):
            group = self.number(16) - 1
            if not 0 <= group < 64_000:
                raise Refused(_impossible())
            text += _CODE40[group // 1600] + _CODE40[group // 40 % 40] + _CODE40[group % 40]
        return text[:length]


def _cut_short() -> Problem:
    text = Text(
        "Chuỗi EPC nhị phân bị cắt ngắn. Hãy đọc lại thẻ.",
        "the EPC binary string is cut short: read the tag again",
    )
    return Problem("", text, "epc-cut-short")


def _impossible() -> Problem:
    text = Text(
        "Chuỗi EPC nhị phân chứa giá trị không thể có. Hãy đọc lại thẻ.",
        "the EPC binary string holds a value that cannot be: read the tag again",
    )
    return Problem("", text, "epc-impossible-value")

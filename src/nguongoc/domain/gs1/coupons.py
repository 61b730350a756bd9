"""North American coupon codes, identifiers (8110) and (8112).

Nobody in Lai Châu will print one, but a parser that calls itself GS1's must answer for them too.
Source: GS1 US, "North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols", and "GS1 AI
(8112) Coupon Data Specification".
"""

from __future__ import annotations

from collections.abc import Callable

from nguongoc.domain.gs1 import keys, rules


class _CouponError(Exception):
    """Ends the reading of one coupon; its text is the code. Never leaves this module."""


class _Reader:
    """Takes fields off the front of a coupon's digits; each field that cannot be taken raises `_CouponError`."""

    def __init__(self, text: str) -> None:
        self.rest = text

    def option(self, digit: str) -> bool:
        """Whether an optional field begins here with its digit, which is then taken."""
        if not self.rest.startswith(digit):
            return False
        self.rest = self.rest[1:]
        return True

    def one(self, name: str, allowed: str = "0123456789", invalid: str = "") -> str:
        """One digit out of those allowed."""
        if not self.rest:
            raise _CouponError(f"coupon-missing-{name}")
        digit, self.rest = self.rest[0], self.rest[1:]
        if digit not in allowed:
            raise _CouponError(f"coupon-invalid-{invalid or name}")
        return digit

    def take(self, length: int, short: str) -> str:
        """Exactly so many digits."""
        if len(self.rest) < length:
            raise _CouponError(f"coupon-{short}")
        taken, self.rest = self.rest[:length], self.rest[length:]
        return taken

    def sized(self, name: str, allowed: str, extra: int, *, none: str = "") -> str:
        """A length indicator and then that many digits, plus `extra`. The indicator `none` means nothing."""
        indicator = self.one(f"{name}-vli", allowed + none, f"{name}-length")
        return "" if indicator == none else self.take(int(indicator) + extra, f"truncated-{name}")

    def prefix(self, name: str, allowed: str, *, none: str = "") -> None:
        """A GS1 company prefix with its length indicator. Its digits are known to be digits, and enough."""
        self.sized(name, allowed, 6, none=none)

    def requirement(self, which: str) -> None:
        """A purchase requirement: its size and value, its code, its family code."""
        self.sized(f"{which}-purchase-requirement", "12345", 0)
        self.one(f"{which}-purchase-requirement-code", "012349")
        self.take(3, f"truncated-{which}-purchase-family-code")

    def date(self, name: str, invalid: str) -> str:
        """A date YYMMDD."""
        taken = self.take(6, f"too-short-for-{name}")
        if rules.yymmdd(taken):
            raise _CouponError(f"coupon-invalid-{invalid}")
        return taken

    def end(self) -> None:
        """Nothing may follow."""
        if self.rest:
            raise _CouponError("coupon-excess-data")


def couponcode(text: str) -> str | None:
    """A coupon of identifier (8110)."""
    return _verdict(text, _first_generation)


def couponposoffer(text: str) -> str | None:
    """A coupon of identifier (8112), for the positive offer file."""
    return _verdict(text, _positive_offer)


def _verdict(text: str, read: Callable[[_Reader], None]) -> str | None:
    if text and not keys.is_digits(text):
        return "non-digit-character"
    try:
        read(_Reader(text))
    except _CouponError as wrong:
        return str(wrong)
    return None


def _first_generation(coupon: _Reader) -> None:
    coupon.prefix("gcp", "0123456")
    coupon.take(6, "truncated-offer-code")
    coupon.sized("save-value", "12345", 0)
    coupon.requirement("1st")
    if coupon.option("1"):
        coupon.one("additional-purchase-rules-code", "0123")
        coupon.requirement("2nd")
        coupon.prefix("2nd-purchase-gcp", "0123456", none="9")
    if coupon.option("2"):
        coupon.requirement("3rd")
        coupon.prefix("3rd-purchase-gcp", "0123456", none="9")
    _dates(coupon)
    if coupon.option("5"):
        coupon.sized("serial-number", "0123456789", 6)
    if coupon.option("6"):
        coupon.prefix("retailer-gcp-or-gln", "1234567")
    if coupon.option("9"):
        _miscellaneous(coupon)
    coupon.end()


def _dates(coupon: _Reader) -> None:
    # The dictionary spells the code of a wrong expiration date "EXIPIRATION".
    expires = coupon.date("expiration-date", "exipiration-date") if coupon.option("3") else None
    starts = coupon.date("start-date", "start-date") if coupon.option("4") else None
    if expires and starts and starts > expires:
        raise _CouponError("coupon-expiration-before-start")


def _miscellaneous(coupon: _Reader) -> None:
    coupon.one("save-value-code", "01256")
    coupon.one("save-value-applies-to-item", "012")
    coupon.one("store-coupon-flag")
    coupon.one("dont-multiply-flag", "01")


def _positive_offer(coupon: _Reader) -> None:
    coupon.one("format-code", "01")
    coupon.sized("funder", "0123456", 6)
    coupon.take(6, "truncated-offer-code")
    coupon.sized("serial-number", "0123456789", 6)
    coupon.end()

"""The words with which the public page tells of goods: `{% load goods %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from nguongoc.domain.vietnam.units import quantity
from nguongoc.foundation.shared.templatetags.face import status
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.trace.chains.journey import PROOF_TONES, PROOF_WORDS, Proof, Step

register = template.Library()


@register.simple_tag
def proof(level: Proof) -> SafeString:
    """How well a step is proven, in words, shape and colour."""
    return status(PROOF_TONES[level], PROOF_WORDS[level])


@register.simple_tag
def voucher(step: Step, names: Mapping[int, str]) -> str:
    """Who gave the proof that counts for this step, and when: “UBND xã Mẫu, 05/09/2026”."""
    return ", ".join(filter(None, (names.get(step.vouched_by, ""), day(step.vouched_on))))


@register.filter
def amounts(sums: Iterable[tuple[Decimal, str | None]]) -> str:
    """Quantities with their units: “420 kg”, “880 hộp”. Different units are never added up."""
    language = get_language() or "vi"
    return " + ".join(quantity(amount, unit, language) for amount, unit in sums)


@register.filter
def days(span: tuple[date, date]) -> str:
    """One day, or the first and the last: “02–03/09/2026”."""
    first, last = span
    if first == last:
        return f"{last:%d/%m/%Y}"
    if (first.month, first.year) == (last.month, last.year):
        return f"{first:%d}–{last:%d/%m/%Y}"
    return f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"

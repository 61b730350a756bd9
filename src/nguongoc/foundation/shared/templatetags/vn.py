"""Figures, days and quantities as they are read here: `{% load vn %}`.

Vietnamese pages write 1.234,5 and 22/11/2026; English pages write 1,234.5 and 22/11/2026.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.units import SYMBOLS

register = template.Library()

NOTHING = "–"
SPACE = "\N{NO-BREAK SPACE}"

Figure = Decimal | int | float | str | None


@register.filter
def number(value: Figure, places: int | None = None) -> str:
    """A figure with its thousands apart: all its decimals up to three, or exactly `places` of them."""
    figure = _decimal(value)
    if figure is None:
        return NOTHING
    if places is None:
        figure = round(figure, 3)
        places = max(0, -int(figure.normalize().as_tuple().exponent))
    return number_format(round(figure, places), decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def quantity(value: Figure, unit: str = "") -> str:
    """A figure with its unit, given by its UN/ECE code (`KGM` → 88,4 kg). A code nobody knows stays as it is."""
    shown = number(value)
    if not unit or shown == NOTHING:
        return shown
    return f"{shown}{SPACE}{text(SYMBOLS.get(unit, unit))}"


@register.filter
def share(value: Figure, places: int | None = 1) -> str:
    """A fraction as per cent: 0.125 → 12,5 %."""
    figure = _decimal(value)
    return NOTHING if figure is None else f"{number(figure * 100, places)}{SPACE}%"


@register.filter
def money(value: Figure) -> str:
    """An amount of đồng, which has no smaller coin."""
    shown = number(value, 0)
    return shown if shown == NOTHING else f"{shown}{SPACE}{gettext('đồng')}"


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A day, dd/mm/yyyy; a moment counts as the day it was here. Also takes `2026-09-12`."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = _here(value).date()
    return NOTHING if value is None else date_format(value, "d/m/Y")


@register.filter
def moment(value: datetime | None) -> str:
    """A day and the time of day here, dd/mm/yyyy hh:mm."""
    return NOTHING if value is None else date_format(_here(value), "d/m/Y H:i")


@register.simple_tag
def span(first: date, last: date | None = None) -> str:
    """Some days running, said as shortly as they can be: 02–03/09/2026, 28/08–03/09/2026."""
    if last is None or last == first:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%d}–{day(last)}"
    return f"{first:%d/%m}–{day(last)}" if first.year == last.year else f"{day(first)}–{day(last)}"


@register.filter
def due(deadline: date | None, today: date) -> str:
    """How a deadline stands today, in words."""
    if deadline is None:
        return NOTHING
    left = (deadline - today).days
    if left == 0:
        return gettext("hôm nay")
    if left < 0:
        return ngettext("chậm %(days)d ngày", "chậm %(days)d ngày", -left) % {"days": -left}
    return ngettext("còn %(days)d ngày", "còn %(days)d ngày", left) % {"days": left}


def _here(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _decimal(value: Figure) -> Decimal | None:
    try:
        figure = Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
    return figure if figure is None or figure.is_finite() else None

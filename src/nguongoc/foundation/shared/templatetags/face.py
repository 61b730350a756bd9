"""The words with which templates speak the house's look: `{% load face %}`. The living page shows each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django import template
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.db.models import BLANK_CHOICE_DASH
from django.forms import BoundField
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import (
    Chart,
    Fact,
    Place,
    Progress,
    Status,
    Step,
    Tile,
    Tone,
    Words,
    Work,
)
from nguongoc.foundation.shared.icons import ICONS, MARK

register = template.Library()

TONES = {"good": "check", "info": "info", "wait": "clock", "bad": "warning", "quiet": "dash"}
"""What a state can mean to its reader, and the shape that says it without colour."""

MESSAGE_TONES = {constants.SUCCESS: "good", constants.WARNING: "wait", constants.ERROR: "bad"}


@register.filter
def text(words: Any) -> str:
    """A `Text` in the reader's language; anything else as it is."""
    if isinstance(words, Text):
        return words.en if get_language() == "en" else words.vi
    return "" if words is None else str(words)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of our own icons. Without a label it is an ornament, which screen readers pass over."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>', spoken, ICONS[name])


@register.simple_tag
def mark() -> SafeString:
    """The house's mark."""
    return format_html('<svg viewBox="0 0 32 32" aria-hidden="true">{}</svg>', MARK)


@register.simple_tag
def status(state: Status | Tone, words: Words = "") -> SafeString:
    """A state in words, shape and colour: a `Status`, or a tone (good, info, wait, bad, quiet) and words."""
    tone, said = (state.tone, state.words) if isinstance(state, Status) else (state, words)
    return format_html('<span class="tag" data-tone="{}">{}{}</span>', tone, icon(TONES[tone]), text(said))


@register.filter
def tone_icon(tone: str) -> str:
    """The icon of a tone."""
    return TONES[tone]


@register.filter
def tone(message: Message) -> str:
    """The tone of one of Django's messages."""
    return MESSAGE_TONES.get(message.level, "info")


@register.simple_tag
def control(field: BoundField, help: str = "") -> SafeString:
    """A form field's own input. Without a placeholder: a hint inside the box is gone as soon as one types. With
    `help` shown above it, screen readers say that too."""
    attrs: dict[str, Any] = {"placeholder": False}
    if getattr(field.field, "empty_label", "") == BLANK_CHOICE_DASH[0][1]:
        field.field.empty_label = _("Chọn…")  # type: ignore[attr-defined]
    if help and field.auto_id and not field.use_fieldset:
        ids = [f"{field.auto_id}_helptext", *([f"{field.auto_id}_error"] if field.errors else [])]
        attrs["aria-describedby"] = " ".join(ids)
    return field.as_widget(attrs=attrs)


@register.inclusion_tag("parts/facts.html")
def facts(known: Sequence[Fact]) -> dict[str, Any]:
    """Names and what is known under them."""
    return {"facts": known}


@register.inclusion_tag("parts/journey.html")
def journey(steps: Sequence[Step], level: int = 3) -> dict[str, Any]:
    """A product's way, with the proof of each step; steps stand under a heading of `level` - 1."""
    following = [*(step.is_gap for step in steps[1:]), False]
    return {"steps": zip(steps, following, strict=True), "level": level}


@register.inclusion_tag("parts/notice.html")
def notice(tone: str, title: Words, words: Words = "", level: int = 2) -> dict[str, Any]:
    """What a reader must know before the rest of the page."""
    return {"tone": tone, "icon_name": TONES[tone], "title": title, "words": words, "level": level}


@register.inclusion_tag("parts/empty.html")
def empty(title: Words, words: Words, action: Words = "", link: str = "") -> dict[str, Any]:
    """A place where nothing is yet: says so, and what to do next."""
    return {"title": title, "words": words, "action": action, "link": link}


@register.inclusion_tag("parts/worklist.html")
def worklist(works: Sequence[Work], today: date, level: int = 3) -> dict[str, Any]:
    """What waits, each with its state, its deadline as of `today`, and whose turn it is."""
    return {"works": [(work, _urgency(work.due, today)) for work in works], "today": today, "level": level}


def _urgency(due: date | None, today: date) -> str:
    if due is None or (due - today).days > 2:
        return ""
    return "bad" if due < today else "wait"


@register.inclusion_tag("parts/tiles.html")
def tiles(figures: Sequence[Tile]) -> dict[str, Any]:
    """Figures against their targets."""
    return {"tiles": figures}


@register.inclusion_tag("parts/table.html")
def table(table: Any) -> dict[str, Any]:
    """A table that sorts, filters, turns pages and exports: see `shared.tables`."""
    return {"table": table}


@register.inclusion_tag("parts/chart.html")
def chart(chart: Chart, level: int = 3) -> dict[str, Any]:
    """A chart with its table beside it; without JavaScript, the table alone."""
    return {"chart": chart, "level": level}


@register.inclusion_tag("parts/map.html")
def place_map(name: Words, places: Sequence[Place], id: str = "ban-do") -> dict[str, Any]:
    """Places on plain ground, with their list beside; without JavaScript, the list alone."""
    drawn = [
        {"number": number, "name": text(place.name), "tone": _tone(place), "geometry": place.geometry}
        for number, place in enumerate(places, 1)
        if place.geometry
    ]
    return {"name": name, "places": places, "drawn": drawn, "source": f"{id}-so-lieu"}


def _tone(place: Place) -> str:
    return place.status.tone if place.status else "good"


@register.inclusion_tag("parts/progress.html")
def progress(progress: Progress) -> dict[str, Any]:
    """How far long work has come: asks again by itself, or by a link without JavaScript."""
    return {"progress": progress}


@register.simple_tag(takes_context=True)
def meant(context: dict[str, Any]) -> str:
    """The page that an address with a slash too many, or one too few, was meant for; "" where there is none. It is
    offered and not gone to: addresses are exact, a printed one most of all."""
    path: str = context["request"].path if "request" in context else ""
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    with suppress(Resolver404):
        resolve(other)
        return other
    return ""

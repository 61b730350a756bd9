"""The words with which templates speak the house's look: `{% load face %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.icons import ICONS, MARK

register = template.Library()

TONES = {"good": "check", "info": "info", "wait": "clock", "bad": "warning", "quiet": "dash"}
"""What a state can mean to its reader, and the shape that says it without colour."""

MESSAGE_TONES = {constants.SUCCESS: "good", constants.WARNING: "wait", constants.ERROR: "bad"}


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
def status(tone: str, words: str | Text) -> SafeString:
    """A state in words, shape and colour. `tone` is one of good, info, wait, bad, quiet."""
    return format_html('<span class="tag" data-tone="{}">{}{}</span>', tone, icon(TONES[tone]), text(words))


@register.filter
def text(words: Any) -> str:
    """A `Text` in the reader's language; anything else as it is."""
    if isinstance(words, Text):
        return words.en if get_language() == "en" else words.vi
    return "" if words is None else str(words)


@register.filter
def tone(message: Message) -> str:
    """The tone of one of Django's messages."""
    return MESSAGE_TONES.get(message.level, "info")


@register.filter
def tone_icon(name: str) -> str:
    """The icon of a tone."""
    return TONES[name]

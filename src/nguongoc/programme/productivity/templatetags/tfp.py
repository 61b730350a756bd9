"""How printed tables read on a page: `{% load tfp %}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from nguongoc.domain.tfp import printed
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import number

register = template.Library()


@register.filter
def figure(cell: printed.Cell) -> str:
    """A printed cell in the reader's own spelling."""
    if cell.words is not None or cell.value is None:
        return text(cell.words) or "–"
    return number(cell.value, max(0, -int(cell.value.as_tuple().exponent)))


@register.filter
def method(table: printed.Table) -> str:
    """The method of a table in words; one published elsewhere stays as it was written."""
    return text(printed.METHODS.get(table.method, table.method))


@register.filter
def slug(code: str) -> str:
    """A table's code as the page's anchors spell it."""
    return code.replace(".", "-")


@register.filter
def warmth(values: Sequence[Any], at: int) -> Any:
    """One of a list, by its place."""
    return values[at]
